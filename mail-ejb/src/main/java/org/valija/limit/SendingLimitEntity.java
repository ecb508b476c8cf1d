package org.valija.limit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Optional;
import org.valija.lane.Rate;
import org.valija.settings.PlacedEntity;

/** A sending limit's row. */
@Entity
@Table(name = "valija_sending_limit")
class SendingLimitEntity extends PlacedEntity {

    private String sender;

    @Column(name = "user_name")
    private String user;

    @Column(name = "recipient_domain")
    private String domain;

    private String stream;

    /** As it is written. */
    @Column(nullable = false)
    private String rate;

    @Column(name = "each_sender", nullable = false)
    private boolean each;

    protected SendingLimitEntity() {}

    static SendingLimitEntity of(SendingLimit limit) {
        SendingLimitEntity entity = new SendingLimitEntity();
        entity.set(limit);
        return entity;
    }

    void set(SendingLimit limit) {
        sender = limit.sender().orElse(null);
        user = limit.user().orElse(null);
        domain = limit.domain().orElse(null);
        stream = limit.stream().orElse(null);
        rate = limit.rate().toString();
        each = limit.each();
    }

    SendingLimit toLimit() {
        return new SendingLimit(
                id(),
                Optional.ofNullable(sender),
                Optional.ofNullable(user),
                Optional.ofNullable(domain),
                Optional.ofNullable(stream),
                Rate.parse(rate),
                each);
    }
}
