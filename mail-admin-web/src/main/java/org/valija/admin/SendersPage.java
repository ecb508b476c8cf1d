package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.valija.sender.SenderRule;
import org.valija.sender.SenderRules;

/** The page with the sender rules. */
@Named("senders")
@ViewScoped
public class SendersPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "rule";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private SenderRules rules;

    @Inject
    private ChangeLog changes;

    private transient List<SenderRule> list;
    private SenderRuleForm form = SenderRuleForm.create();

    public List<SenderRule> getList() {
        if (list == null) {
            list = rules.list();
        }
        return list;
    }

    public SenderRuleForm getForm() {
        return form;
    }

    public String sentence(SenderRule rule) {
        return SenderSentence.of(rule);
    }

    public String getLastRule() {
        return SenderSentence.LAST;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = SenderRuleForm.create();
    }

    public void edit(SenderRule rule) {
        SettingForm.reset(FORM);
        form = SenderRuleForm.of(rule);
    }

    public void save() {
        SenderRule rule = form.rule();
        SettingForm.save(FORM, () -> {
            if (form.isExisting()) {
                rules.change(rule);
            } else {
                rules.add(rule);
            }
            changes.done(
                    (form.isExisting() ? "Sender rule changed: " : "Sender rule added: ") + SenderSentence.of(rule));
        });
        list = null;
    }

    public void move(SenderRule rule, int places) {
        apply(() -> {
            rules.move(rule.id(), places);
            changes.done(
                    (places < 0 ? "Sender rule moved up: " : "Sender rule moved down: ") + SenderSentence.of(rule));
        });
    }

    public void remove(SenderRule rule) {
        apply(() -> {
            rules.remove(rule.id());
            changes.done("Sender rule removed: " + SenderSentence.of(rule));
        });
    }

    private void apply(Runnable change) {
        changes.attempt(change);
        list = null;
    }
}
