package org.valija.admin;

import java.io.Serializable;
import java.util.Optional;
import org.valija.policy.RelayRule;

/** The dialog with a relay rule. An empty field is a condition that always holds. */
public class RelayRuleForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String listener;
    private String clientNetwork;
    private Boolean authenticated;
    private String senderDomain;
    private String recipientDomain;
    private RelayRule.Action action;
    private String text;

    private RelayRuleForm(RelayRule rule) {
        id = rule.id();
        listener = rule.listener().orElse(null);
        clientNetwork = rule.clientNetwork().orElse(null);
        authenticated = rule.authenticated().orElse(null);
        senderDomain = rule.senderDomain().orElse(null);
        recipientDomain = rule.recipientDomain().orElse(null);
        action = rule.action();
        text = rule.text().orElse(null);
    }

    /** The least harmful rule that is of use: relay for those who have logged in. */
    static RelayRuleForm create() {
        return new RelayRuleForm(new RelayRule(
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                RelayRule.Action.RELAY,
                Optional.empty()));
    }

    static RelayRuleForm of(RelayRule rule) {
        return new RelayRuleForm(rule);
    }

    RelayRule rule() {
        return new RelayRule(
                id,
                SettingForm.typed(listener),
                SettingForm.typed(clientNetwork),
                Optional.ofNullable(authenticated),
                SettingForm.typed(senderDomain),
                SettingForm.typed(recipientDomain),
                action,
                action == RelayRule.Action.REFUSE ? SettingForm.typed(text) : Optional.empty());
    }

    public boolean isExisting() {
        return id != 0;
    }

    public boolean isRefusing() {
        return action == RelayRule.Action.REFUSE;
    }

    public String getListener() {
        return listener;
    }

    public void setListener(String listener) {
        this.listener = listener;
    }

    public String getClientNetwork() {
        return clientNetwork;
    }

    public void setClientNetwork(String clientNetwork) {
        this.clientNetwork = clientNetwork;
    }

    public Boolean getAuthenticated() {
        return authenticated;
    }

    public void setAuthenticated(Boolean authenticated) {
        this.authenticated = authenticated;
    }

    public String getSenderDomain() {
        return senderDomain;
    }

    public void setSenderDomain(String senderDomain) {
        this.senderDomain = senderDomain;
    }

    public String getRecipientDomain() {
        return recipientDomain;
    }

    public void setRecipientDomain(String recipientDomain) {
        this.recipientDomain = recipientDomain;
    }

    public RelayRule.Action getAction() {
        return action;
    }

    public void setAction(RelayRule.Action action) {
        this.action = action;
    }

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }
}
