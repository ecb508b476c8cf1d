package org.valija.source;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Optional;
import org.valija.settings.PlacedEntity;

/** A source address's row. */
@Entity
@Table(name = "valija_source")
class SourceEntity extends PlacedEntity {

    @Column(nullable = false)
    private String stream;

    @Column(nullable = false)
    private String address;

    @Column(nullable = false)
    private String hostname;

    @Column(nullable = false)
    private int weight;

    @Column(name = "daily_limit")
    private Integer dailyLimit;

    protected SourceEntity() {}

    static SourceEntity of(SourceAddress source) {
        SourceEntity entity = new SourceEntity();
        entity.set(source);
        return entity;
    }

    void set(SourceAddress source) {
        stream = source.stream();
        address = source.address();
        hostname = source.hostname();
        weight = source.weight();
        dailyLimit = source.dailyLimit().orElse(null);
    }

    SourceAddress toSource() {
        return new SourceAddress(id(), stream, address, hostname, weight, Optional.ofNullable(dailyLimit));
    }
}
