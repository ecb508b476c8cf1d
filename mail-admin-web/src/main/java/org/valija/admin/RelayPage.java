package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.valija.policy.RelayRule;
import org.valija.policy.RelayRules;
import org.valija.settings.Listeners;

/** The page with the relay rules. */
@Named("relay")
@ViewScoped
public class RelayPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "rule";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private RelayRules rules;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private Listeners listeners;

    @Inject
    private ChangeLog changes;

    private transient List<RelayRule> list;
    private transient List<String> listenerNames;
    private RelayRuleForm form = RelayRuleForm.create();

    public List<RelayRule> getList() {
        if (list == null) {
            list = rules.list();
        }
        return list;
    }

    /** With the one that the rule in the form is for, even if it was removed: else the rule would become one for all. */
    public List<String> getListenerNames() {
        if (listenerNames == null) {
            listenerNames =
                    listeners.list().stream().map(l -> l.settings().name()).toList();
        }
        return Stream.concat(listenerNames.stream(), Stream.ofNullable(form.getListener()))
                .distinct()
                .toList();
    }

    public RelayRuleForm getForm() {
        return form;
    }

    public RelayRule.Action[] getActions() {
        return RelayRule.Action.values();
    }

    public String sentence(RelayRule rule) {
        return RuleSentence.of(rule);
    }

    public String getLastRule() {
        return RuleSentence.LAST;
    }

    public void refresh() {
        list = null;
        listenerNames = null;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = RelayRuleForm.create();
    }

    public void edit(RelayRule rule) {
        SettingForm.reset(FORM);
        form = RelayRuleForm.of(rule);
    }

    public void save() {
        RelayRule rule = form.rule();
        SettingForm.save(FORM, () -> {
            if (form.isExisting()) {
                rules.change(rule);
            } else {
                rules.add(rule);
            }
            changes.done((form.isExisting() ? "Rule changed: " : "Rule added: ") + RuleSentence.of(rule));
        });
        refresh();
    }

    public void move(RelayRule rule, int places) {
        apply(() -> {
            rules.move(rule.id(), places);
            changes.done((places < 0 ? "Rule moved up: " : "Rule moved down: ") + RuleSentence.of(rule));
        });
    }

    public void remove(RelayRule rule) {
        apply(() -> {
            rules.remove(rule.id());
            changes.done("Rule removed: " + RuleSentence.of(rule));
        });
    }

    private void apply(Runnable change) {
        changes.attempt(change);
        refresh();
    }
}
