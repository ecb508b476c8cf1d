package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.valija.SendOptions;
import org.valija.lane.LaneState;
import org.valija.lane.ReplyRule;
import org.valija.outbound.ShapingExplanation;
import org.valija.outbound.ShapingExplanations;
import org.valija.shaping.ShapingRule;
import org.valija.shaping.ShapingRules;
import org.valija.source.Sources;

/** The page with the shaping rules, those that are shipped, and what they come to for a domain. */
@Named("shaping")
@ViewScoped
public class ShapingPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "rule";
    private static final String QUESTION = "explain";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private ShapingRules rules;

    @EJB
    @SuppressWarnings("serial")
    private ShapingExplanations explanations;

    @EJB
    @SuppressWarnings("serial")
    private Sources sources;

    @Inject
    private ChangeLog changes;

    private transient List<ShapingRule> list;
    private transient ShapingExplanation explanation;
    private ShapingRuleForm form = ShapingRuleForm.create();
    private String domain;
    private String stream = SendOptions.TRANSACTIONAL;

    public List<ShapingRule> getList() {
        if (list == null) {
            list = rules.list();
        }
        return list;
    }

    public List<ShapingRule> getShipped() {
        return rules.shipped();
    }

    public Set<String> getStreams() {
        return sources.streams();
    }

    public ShapingRuleForm getForm() {
        return form;
    }

    public String limits(ShapingRule rule) {
        return ShapingSentence.limits(rule);
    }

    public List<String> replies(ShapingRule rule) {
        return rule.limits().replies().stream().map(ReplyRule::toString).toList();
    }

    public void create() {
        SettingForm.reset(FORM);
        form = ShapingRuleForm.create();
    }

    public void edit(ShapingRule rule) {
        SettingForm.reset(FORM);
        form = ShapingRuleForm.of(rule);
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            ShapingRule rule = form.rule();
            if (form.isExisting()) {
                rules.change(rule);
            } else {
                rules.add(rule);
            }
            changes.done(
                    (form.isExisting() ? "Shaping rule changed: " : "Shaping rule added: ") + ShapingSentence.of(rule));
        });
        refresh();
    }

    public void move(ShapingRule rule, int places) {
        apply(() -> {
            rules.move(rule.id(), places);
            changes.done(
                    (places < 0 ? "Shaping rule moved up: " : "Shaping rule moved down: ") + ShapingSentence.of(rule));
        });
    }

    public void remove(ShapingRule rule) {
        apply(() -> {
            rules.remove(rule.id());
            changes.done("Shaping rule removed: " + ShapingSentence.of(rule));
        });
    }

    private void apply(Runnable change) {
        changes.attempt(change);
        refresh();
    }

    private void refresh() {
        list = null;
        explanation = null;
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    /** May wait for name servers. */
    public void explain() {
        explanation = null;
        SettingForm.save(
                QUESTION,
                () -> explanation =
                        explanations.explain(SettingForm.typed(domain).orElse(""), stream));
    }

    public ShapingExplanation getExplanation() {
        return explanation;
    }

    /** Of the site that is explained. */
    public String getHosts() {
        return String.join(", ", explanation.hosts());
    }

    public String name(String limit) {
        return switch (limit) {
            case "connections" -> "Connections";
            case "messages" -> "Messages over one connection";
            case "age" -> "Age of a connection";
            case "rate" -> "Rate";
            case "recipients" -> "Recipients of a message";
            case "firstPause" -> "First pause";
            case "longestPause" -> "Longest pause";
            default -> "At a reply";
        };
    }

    public String state(LaneState lane) {
        String slowed = lane.factor() < 1 ? ", slowed down to " + Math.round(lane.factor() * 100) + " %" : "";
        return lane.inUse() + " of " + lane.limit() + " connections in use" + slowed;
    }
}
