package org.valija.settings;

import jakarta.persistence.Column;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.SequenceGenerator;

/** A row of a list whose order matters. */
@MappedSuperclass
public abstract class PlacedEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "valija_setting_seq")
    @SequenceGenerator(name = "valija_setting_seq", sequenceName = "valija_setting_seq", allocationSize = 1)
    private Long id;

    @Column(nullable = false)
    private int place;

    /** 0 as long as it has none. */
    public long id() {
        return id == null ? 0 : id;
    }

    int place() {
        return place;
    }

    void place(int newPlace) {
        place = newPlace;
    }
}
