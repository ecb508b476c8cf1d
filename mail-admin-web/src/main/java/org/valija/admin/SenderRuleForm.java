package org.valija.admin;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.valija.sender.SenderRule;

/** The dialog with a sender rule. An empty field is a condition that always holds. */
public class SenderRuleForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String user;
    private String role;
    private String senders;

    private SenderRuleForm(long id, String user, String role, String senders) {
        this.id = id;
        this.user = user;
        this.role = role;
        this.senders = senders;
    }

    static SenderRuleForm create() {
        return new SenderRuleForm(0, null, null, SenderRule.OWN);
    }

    static SenderRuleForm of(SenderRule rule) {
        return new SenderRuleForm(
                rule.id(), rule.user().orElse(null), rule.role().orElse(null), String.join(", ", rule.senders()));
    }

    SenderRule rule() {
        List<String> listed = Stream.of((senders == null ? "" : senders).split("[,\\s]+"))
                .filter(sender -> !sender.isEmpty())
                .toList();
        return new SenderRule(id, SettingForm.typed(user), SettingForm.typed(role), listed);
    }

    public boolean isExisting() {
        return id != 0;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getRole() {
        return role;
    }

    public void setRole(String role) {
        this.role = role;
    }

    public String getSenders() {
        return senders;
    }

    public void setSenders(String senders) {
        this.senders = senders;
    }
}
