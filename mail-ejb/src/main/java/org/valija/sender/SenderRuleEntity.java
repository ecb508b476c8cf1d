package org.valija.sender;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.valija.settings.PlacedEntity;

/** A sender rule's row. */
@Entity
@Table(name = "valija_sender_rule")
class SenderRuleEntity extends PlacedEntity {

    @Column(name = "user_name")
    private String user;

    @Column(name = "role_name")
    private String role;

    /** Separated by spaces. */
    @Column(nullable = false)
    private String senders;

    protected SenderRuleEntity() {}

    static SenderRuleEntity of(SenderRule rule) {
        SenderRuleEntity entity = new SenderRuleEntity();
        entity.set(rule);
        return entity;
    }

    void set(SenderRule rule) {
        user = rule.user().orElse(null);
        role = rule.role().orElse(null);
        senders = String.join(" ", rule.senders());
    }

    SenderRule toRule() {
        return new SenderRule(id(), Optional.ofNullable(user), Optional.ofNullable(role), List.of(senders.split(" ")));
    }
}
