package org.valija.order;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A standing order's row. */
@Entity
@Table(name = "valija_standing_order")
class StandingOrderEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "valija_standing_order_seq")
    @SequenceGenerator(name = "valija_standing_order_seq", sequenceName = "valija_setting_seq", allocationSize = 1)
    private Long id;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private StandingOrder.Kind kind;

    private String destination;
    private String sender;
    private String stream;

    @Column(name = "business_key")
    private String businessKey;

    @Column(nullable = false)
    private String reason;

    @Column(name = "tell_sender", nullable = false)
    private boolean tellSender;

    @Column(name = "ordered_by", nullable = false)
    private String orderedBy;

    @Column(nullable = false)
    private long since;

    @Column(name = "ends_at")
    private Long endsAt;

    @Column(name = "lifted_at")
    private Long liftedAt;

    protected StandingOrderEntity() {}

    static StandingOrderEntity of(StandingOrder order, Instant now) {
        StandingOrderEntity entity = new StandingOrderEntity();
        entity.kind = order.kind();
        entity.destination = order.criteria().destination().orElse(null);
        entity.sender = order.criteria().sender().orElse(null);
        entity.stream = order.criteria().stream().orElse(null);
        entity.businessKey = order.criteria().businessKey().orElse(null);
        entity.reason = order.reason();
        entity.tellSender = order.tellSender();
        entity.orderedBy = order.by();
        entity.since = now.toEpochMilli();
        entity.endsAt = order.until().map(Instant::toEpochMilli).orElse(null);
        return entity;
    }

    StandingOrder toOrder() {
        return new StandingOrder(
                id,
                kind,
                new MailCriteria(
                        Optional.ofNullable(destination),
                        Optional.ofNullable(sender),
                        Optional.ofNullable(stream),
                        Optional.ofNullable(businessKey)),
                reason,
                tellSender,
                orderedBy,
                Instant.ofEpochMilli(since),
                Optional.ofNullable(endsAt).map(Instant::ofEpochMilli));
    }

    boolean isLifted() {
        return liftedAt != null;
    }

    void lift(Instant now) {
        liftedAt = now.toEpochMilli();
    }

    boolean hasEndedBefore(Instant time) {
        long end = Math.min(liftedAt == null ? Long.MAX_VALUE : liftedAt, endsAt == null ? Long.MAX_VALUE : endsAt);
        return end < time.toEpochMilli();
    }
}
