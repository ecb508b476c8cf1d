package org.valija.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;

/**
 * What was asked for a message, as text for the queue and the database: written like the parameters of MAIL and RCPT, with
 * points in time instead of intervals.
 */
final class EnvelopeText {

    /** No parameter of MAIL: what {@link QueuedMail#lateKnown()} says. */
    private static final String LATE_KNOWN = "LATE-KNOWN";

    private EnvelopeText() {}

    /** A line for each. */
    static String of(List<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::toString).collect(Collectors.joining("\n"));
    }

    /**
     * @param text as from {@link #of(List)}
     * @throws IllegalArgumentException if it is something else
     */
    static List<MailAddress> addresses(String text) {
        return Arrays.stream(text.split("\n")).map(MailAddress::parse).toList();
    }

    /** Empty if nothing was asked for. */
    static String of(TransmissionOptions options, boolean lateKnown) {
        List<String> words = new ArrayList<>();
        if (options.body() != Body.SEVEN_BIT) {
            words.add("BODY=" + options.body().keyword());
        }
        if (options.smtpUtf8()) {
            words.add("SMTPUTF8");
        }
        options.returned().ifPresent(returned -> words.add("RET=" + returned));
        options.envelopeId().ifPresent(id -> words.add("ENVID=" + id.parameter()));
        if (options.requireTls()) {
            words.add("REQUIRETLS");
        }
        options.holdUntil().ifPresent(time -> words.add("HOLDUNTIL=" + time));
        if (options.priority() != 0) {
            words.add("MT-PRIORITY=" + options.priority());
        }
        options.deliverBy()
                .ifPresent(by -> words.add("BY=" + by.deadline() + ";" + by.mode() + (by.trace() ? ";TRACE" : "")));
        if (lateKnown) {
            words.add(LATE_KNOWN);
        }
        return String.join(" ", words);
    }

    /** @param text as from {@link #of(TransmissionOptions, boolean)} */
    static boolean isLateKnown(String text) {
        return values(text).containsKey(LATE_KNOWN);
    }

    /** @param text as from {@link #of(TransmissionOptions, boolean)} */
    static TransmissionOptions options(String text) {
        Map<String, String> values = values(text);
        return new TransmissionOptions(
                Optional.ofNullable(values.get("BODY")).flatMap(Body::of).orElse(Body.SEVEN_BIT),
                values.containsKey("SMTPUTF8"),
                Optional.ofNullable(values.get("RET")).map(Returned::valueOf),
                Optional.ofNullable(values.get("ENVID")).map(EnvelopeId::parse),
                values.containsKey("REQUIRETLS"),
                Optional.ofNullable(values.get("HOLDUNTIL")).map(Instant::parse),
                Integer.parseInt(values.getOrDefault("MT-PRIORITY", "0")),
                Optional.ofNullable(values.get("BY")).map(EnvelopeText::deliverBy));
    }

    private static DeliverBy deliverBy(String text) {
        String[] parts = text.split(";");
        return new DeliverBy(Instant.parse(parts[0]), DeliverBy.Mode.valueOf(parts[1]), parts.length > 2);
    }

    /** A line for each recipient, in their order; empty if nothing was asked for any of them. */
    static String recipientOptions(Envelope envelope) {
        if (envelope.recipientOptions().isEmpty()) {
            return "";
        }
        return envelope.recipients().stream()
                .map(recipient -> envelope.options(recipient).parameters())
                .collect(Collectors.joining("\n"));
    }

    /** @param text as from {@link #recipientOptions(Envelope)} */
    static Map<MailAddress, RecipientOptions> recipientOptions(String text, List<MailAddress> recipients) {
        Map<MailAddress, RecipientOptions> options = new HashMap<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < Math.min(lines.length, recipients.size()); i++) {
            if (!lines[i].isEmpty()) {
                Map<String, String> values = values(lines[i]);
                options.put(
                        recipients.get(i),
                        new RecipientOptions(
                                Optional.ofNullable(values.get("NOTIFY")).map(EnvelopeText::events),
                                Optional.ofNullable(values.get("ORCPT")).map(OriginalRecipient::decode)));
            }
        }
        return options;
    }

    private static Set<Event> events(String text) {
        Set<Event> events = new HashSet<>();
        if (!text.equals("NEVER")) {
            for (String word : text.split(",")) {
                events.add(Event.valueOf(word));
            }
        }
        return events;
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String word : text.split(" ")) {
            int equals = word.indexOf('=');
            values.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return values;
    }
}
