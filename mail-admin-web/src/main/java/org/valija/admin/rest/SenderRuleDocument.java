package org.valija.admin.rest;

import java.util.Set;
import org.valija.sender.SenderRule;
import org.valija.settings.InvalidSettingException;

/** Reads a sender rule from JSON. A condition that is left out always holds. */
final class SenderRuleDocument {

    private static final Set<String> FIELDS = Set.of("id", "place", "user", "role", "senders");

    private SenderRuleDocument() {}

    /**
     * @param id the rule's, 0 for a new one
     * @throws InvalidSettingException as {@link JsonFields} has it
     */
    static PlacedRule<SenderRule> read(long id, String json) {
        JsonFields document = JsonFields.parse("a sender rule", json, FIELDS);
        SenderRule rule = new SenderRule(id, document.text("user"), document.text("role"), document.texts("senders"));
        return PlacedRule.of(rule, id, document);
    }
}
