package org.valija.route;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Something that is on or off. */
@Entity
@Table(name = "valija_switch")
class SwitchEntity {

    static final String SANDBOX = "sandbox";

    @Id
    private String name;

    @Column(nullable = false)
    private boolean enabled;

    protected SwitchEntity() {}

    SwitchEntity(String name, boolean enabled) {
        this.name = name;
        this.enabled = enabled;
    }

    boolean isOn() {
        return enabled;
    }

    void turn(boolean on) {
        enabled = on;
    }
}
