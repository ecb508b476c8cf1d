package org.valija.bounce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.bounce.RecipientReport.Action;
import org.valija.delivery.RemoteReply;

/** What a notification says to a reader, in one language. Lines end at CRLF. */
final class NotificationText {

    private static final String NEXT_LINE = "\r\n";
    private static final String INDENT = "    ";

    /** In characters; whoever has written a longer one knows it by its beginning. */
    private static final int MAX_SUBJECT = 200;

    private static final Map<Action, Phrase> WHAT = what();

    private final DeliveryStatusNotification notification;
    private final Wording wording;
    private final Map<String, String> values;

    NotificationText(DeliveryStatusNotification notification, Wording wording) {
        this.notification = notification;
        this.wording = wording;
        this.values =
                Map.of(Phrase.HOST, notification.reportingHost(), Phrase.DATE, wording.date(notification.queuedAt()));
    }

    private static Map<Action, Phrase> what() {
        Map<Action, Phrase> what = new LinkedHashMap<>(); // the most important first
        what.put(Action.FAILED, Phrase.FAILED);
        what.put(Action.DELAYED, Phrase.DELAYED);
        what.put(Action.RELAYED, Phrase.RELAYED);
        what.put(Action.DELIVERED, Phrase.DELIVERED);
        return what;
    }

    /** By the worst that has happened to a recipient; one line. */
    String subject() {
        Phrase subject = Phrase.SUBJECT_DELIVERED;
        if (has(Action.FAILED)) {
            subject = Phrase.SUBJECT_FAILED;
        } else if (has(Action.DELAYED)) {
            subject = Phrase.SUBJECT_DELAYED;
        } else if (has(Action.RELAYED)) {
            subject = Phrase.SUBJECT_RELAYED;
        }
        return say(subject);
    }

    private boolean has(Action action) {
        return notification.recipients().stream().anyMatch(report -> report.action() == action);
    }

    String body() {
        StringBuilder text = new StringBuilder();
        paragraph(text, say(Phrase.OPENING));
        String subject = printable(notification.header().subject());
        paragraph(
                text, subject.isEmpty() ? say(Phrase.ABOUT_UNTITLED) : say(Phrase.ABOUT, Phrase.SUBJECT, cut(subject)));
        WHAT.forEach((action, phrase) -> {
            List<RecipientReport> alike = notification.recipients().stream()
                    .filter(report -> report.action() == action)
                    .toList();
            if (!alike.isEmpty()) {
                paragraph(text, say(phrase));
                alike.forEach(report -> recipient(text, report));
            }
        });
        if (has(Action.FAILED)) {
            paragraph(text, say(Phrase.CLOSING_FAILED));
        }
        paragraph(text, say(notification.message().isPresent() ? Phrase.ATTACHED_MESSAGE : Phrase.ATTACHED_HEADER));
        return text.toString();
    }

    private void recipient(StringBuilder text, RecipientReport report) {
        text.append('<')
                .append(printable(report.recipient().toString()))
                .append('>')
                .append(NEXT_LINE);
        if (report.action() == Action.FAILED || report.action() == Action.DELAYED) {
            line(text, say(Cause.phrase(report)));
        }
        report.retriedUntil().ifPresent(until -> line(text, say(Phrase.UNTIL, Phrase.UNTIL_TIME, wording.date(until))));
        said(report).ifPresent(said -> line(text, said));
        text.append(NEXT_LINE);
    }

    /** What the other side has said, or else we. */
    private Optional<String> said(RecipientReport report) {
        if (report.reply().isPresent()) {
            RemoteReply reply = report.reply().get();
            return Optional.of(wording.say(
                    Phrase.ANSWER,
                    and(Map.of(
                            Phrase.REMOTE,
                            printable(report.host().orElse("?")),
                            Phrase.ANSWERED,
                            printable(reply.line())))));
        }
        return report.action() == Action.DELIVERED
                ? Optional.empty()
                : Optional.of(say(Phrase.REASON, Phrase.WHY, printable(report.reason())));
    }

    private void paragraph(StringBuilder text, String said) {
        text.append(said.replace("\n", NEXT_LINE)).append(NEXT_LINE).append(NEXT_LINE);
    }

    private static void line(StringBuilder text, String said) {
        text.append(INDENT).append(said.replace("\n", NEXT_LINE + INDENT)).append(NEXT_LINE);
    }

    private String say(Phrase phrase) {
        return wording.say(phrase, values);
    }

    private String say(Phrase phrase, String place, String value) {
        return wording.say(phrase, and(Map.of(place, value)));
    }

    private Map<String, String> and(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(more);
        return all;
    }

    private static String cut(String subject) {
        return subject.codePointCount(0, subject.length()) <= MAX_SUBJECT
                ? subject
                : subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT)) + "…";
    }

    /** Of strangers' text what can be seen: nothing that turns the direction of writing, or looks like another line. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .filter(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> false;
                    default -> true;
                })
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
