package org.valija.admin.rest;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.MailId;
import org.valija.order.MailCriteria;
import org.valija.outbound.Selection;
import org.valija.outbound.WaitingMail;
import org.valija.settings.InvalidSettingException;

/** Reads from JSON which mail is meant. What is left out does not matter. */
final class SelectionDocument {

    private static final Set<String> CRITERIA = Set.of("destination", "sender", "stream", "businessKey");

    /** The fields of a kind of mail. */
    static final Set<String> CRITERIA_FIELDS = with(CRITERIA, "all");

    /** The fields of what is listed. */
    static final Set<String> QUERY_FIELDS = with(CRITERIA, "id", "state");

    /** The fields of what something is done with. */
    static final Set<String> FIELDS = with(CRITERIA, "id", "state", "keys", "all");

    private SelectionDocument() {}

    static Set<String> with(Set<String> fields, String... more) {
        Set<String> all = new HashSet<>(fields);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** For a list, where nothing means everything. */
    static Selection read(JsonFields document) {
        return new Selection(
                Set.copyOf(document.texts("keys")),
                document.text("id").map(SelectionDocument::id),
                readCriteria(document),
                document.constant("state", WaitingMail.State.values()));
    }

    private static MailCriteria readCriteria(JsonFields document) {
        return new MailCriteria(
                document.text("destination"),
                document.text("sender"),
                document.text("stream"),
                document.text("businessKey"));
    }

    /** For an action, where everything must be meant. */
    static Selection readMeant(JsonFields document) {
        Selection selection = read(document);
        checkMeant(document, selection.isAll());
        return selection;
    }

    /** For a standing order, likewise. */
    static MailCriteria readMeantCriteria(JsonFields document) {
        MailCriteria criteria = readCriteria(document);
        checkMeant(document, criteria.isAll());
        return criteria;
    }

    private static void checkMeant(JsonFields document, boolean all) {
        Optional<Boolean> said = document.bool("all");
        if (all && !said.orElse(false)) {
            throw new InvalidSettingException("all", "Say which mail is meant, or \"all\": true.");
        }
        if (!all && said.orElse(false)) {
            throw new InvalidSettingException("all", "Either all mail is meant, or what the other fields say.");
        }
    }

    static MailId id(String text) {
        try {
            return new MailId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("id", e.getMessage() + ".");
        }
    }
}
