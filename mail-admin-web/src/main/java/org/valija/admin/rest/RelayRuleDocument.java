package org.valija.admin.rest;

import java.util.Set;
import org.valija.policy.RelayRule;
import org.valija.settings.InvalidSettingException;

/** Reads a relay rule from JSON. A condition that is left out always holds. */
final class RelayRuleDocument {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "place",
            "listener",
            "clientNetwork",
            "authenticated",
            "senderDomain",
            "recipientDomain",
            "action",
            "text");

    private RelayRuleDocument() {}

    /**
     * @param id the rule's, 0 for a new one
     * @throws InvalidSettingException as {@link JsonFields} has it
     */
    static PlacedRule<RelayRule> read(long id, String json) {
        JsonFields document = JsonFields.parse("a relay rule", json, FIELDS);
        RelayRule rule = new RelayRule(
                id,
                document.text("listener"),
                document.text("clientNetwork"),
                document.bool("authenticated"),
                document.text("senderDomain"),
                document.text("recipientDomain"),
                document.constant("action", RelayRule.Action.values()).orElseThrow(() -> document.missing("action")),
                document.text("text"));
        return PlacedRule.of(rule, id, document);
    }
}
