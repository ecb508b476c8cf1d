package org.valija.shaping;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.valija.lane.Rate;
import org.valija.lane.ReplyRule;
import org.valija.settings.PlacedEntity;
import org.valija.settings.TimeSpan;

/** A shaping rule's row. Times and rates are as they are written. */
@Entity
@Table(name = "valija_shaping_rule")
class ShapingRuleEntity extends PlacedEntity {

    @Column(name = "mx_host")
    private String mxHost;

    @Column(name = "recipient_domain")
    private String domain;

    private String stream;

    private Integer connections;

    private Integer messages;

    private String age;

    private String rate;

    private Integer recipients;

    @Column(name = "first_pause")
    private String firstPause;

    @Column(name = "longest_pause")
    private String longestPause;

    /** One on each line. */
    @Column(nullable = false)
    private String replies;

    protected ShapingRuleEntity() {}

    static ShapingRuleEntity of(ShapingRule rule) {
        ShapingRuleEntity entity = new ShapingRuleEntity();
        entity.set(rule);
        return entity;
    }

    void set(ShapingRule rule) {
        ShapingLimits limits = rule.limits();
        mxHost = rule.mxHost().orElse(null);
        domain = rule.domain().orElse(null);
        stream = rule.stream().orElse(null);
        connections = limits.connections().orElse(null);
        messages = limits.messages().orElse(null);
        age = limits.age().map(TimeSpan::text).orElse(null);
        rate = limits.rate().map(Rate::toString).orElse(null);
        recipients = limits.recipients().orElse(null);
        firstPause = limits.firstPause().map(TimeSpan::text).orElse(null);
        longestPause = limits.longestPause().map(TimeSpan::text).orElse(null);
        replies = limits.replies().stream().map(ReplyRule::toString).collect(Collectors.joining("\n"));
    }

    ShapingRule toRule() {
        return new ShapingRule(
                id(),
                Optional.ofNullable(mxHost),
                Optional.ofNullable(domain),
                Optional.ofNullable(stream),
                new ShapingLimits(
                        Optional.ofNullable(connections),
                        Optional.ofNullable(messages),
                        Optional.ofNullable(age).map(TimeSpan::parse),
                        Optional.ofNullable(rate).map(Rate::parse),
                        Optional.ofNullable(recipients),
                        Optional.ofNullable(firstPause).map(TimeSpan::parse),
                        Optional.ofNullable(longestPause).map(TimeSpan::parse),
                        replies.isEmpty()
                                ? List.of()
                                : replies.lines().map(ReplyRule::parse).toList()));
    }
}
