package org.valija.admin.rest;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.valija.order.StandingOrder;
import org.valija.settings.InvalidSettingException;

/** Reads a standing order from JSON. */
final class StandingOrderDocument {

    private static final Set<String> FIELDS = SelectionDocument.with(
            SelectionDocument.CRITERIA_FIELDS, "kind", "reason", "tellSender", "until", "minutes");

    /** More than a year, which is refused. */
    private static final long MAX_MINUTES = 1_000_000;

    private StandingOrderDocument() {}

    /**
     * @param by whose order it is
     * @throws InvalidSettingException as {@link JsonFields} has it
     */
    static StandingOrder read(String json, String by, Instant now) {
        JsonFields document = JsonFields.parse("a standing order", json, FIELDS);
        return new StandingOrder(
                0,
                document.constant("kind", StandingOrder.Kind.values()).orElseThrow(() -> document.missing("kind")),
                SelectionDocument.readMeantCriteria(document),
                document.text("reason").orElseThrow(() -> document.missing("reason")),
                document.bool("tellSender").orElse(true),
                by,
                now,
                until(document, now));
    }

    private static Optional<Instant> until(JsonFields document, Instant now) {
        Optional<Long> minutes = document.number("minutes", MAX_MINUTES);
        Optional<Instant> until = document.time("until");
        if (minutes.isPresent() && until.isPresent()) {
            throw new InvalidSettingException("minutes", "Either a time in \"until\" or a number of minutes.");
        }
        return until.or(() -> minutes.map(n -> now.plusSeconds(60 * n)));
    }
}
