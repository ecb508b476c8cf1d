package org.valija.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.Optional;
import org.valija.settings.PlacedEntity;

/** A relay rule's row. */
@Entity
@Table(name = "valija_relay_rule")
class RelayRuleEntity extends PlacedEntity {

    private String listener;

    @Column(name = "client_network")
    private String clientNetwork;

    private Boolean authenticated;

    @Column(name = "sender_domain")
    private String senderDomain;

    @Column(name = "recipient_domain")
    private String recipientDomain;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private RelayRule.Action action;

    private String refusal;

    protected RelayRuleEntity() {}

    static RelayRuleEntity of(RelayRule rule) {
        RelayRuleEntity entity = new RelayRuleEntity();
        entity.set(rule);
        return entity;
    }

    void set(RelayRule rule) {
        listener = rule.listener().orElse(null);
        clientNetwork = rule.clientNetwork().orElse(null);
        authenticated = rule.authenticated().orElse(null);
        senderDomain = rule.senderDomain().orElse(null);
        recipientDomain = rule.recipientDomain().orElse(null);
        action = rule.action();
        refusal = rule.text().orElse(null);
    }

    RelayRule toRule() {
        return new RelayRule(
                id(),
                Optional.ofNullable(listener),
                Optional.ofNullable(clientNetwork),
                Optional.ofNullable(authenticated),
                Optional.ofNullable(senderDomain),
                Optional.ofNullable(recipientDomain),
                action,
                Optional.ofNullable(refusal));
    }
}
