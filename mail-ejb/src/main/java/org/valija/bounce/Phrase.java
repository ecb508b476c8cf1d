package org.valija.bounce;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A text of a notification, which each language has. */
enum Phrase {
    /** A pattern of {@link java.time.format.DateTimeFormatter}, for times in UTC. */
    DATE_FORMAT("date-format"),
    SUBJECT_FAILED("subject.failed"),
    SUBJECT_DELAYED("subject.delayed"),
    SUBJECT_DELIVERED("subject.delivered"),
    SUBJECT_RELAYED("subject.relayed"),
    OPENING("opening"),
    ABOUT("about", Phrase.SUBJECT),
    ABOUT_UNTITLED("about.untitled"),
    FAILED("failed"),
    DELAYED("delayed"),
    DELIVERED("delivered"),
    RELAYED("relayed"),
    FAILED_NO_MAILBOX("failed.no-mailbox"),
    FAILED_NO_DOMAIN("failed.no-domain"),
    FAILED_MAILBOX_FULL("failed.mailbox-full"),
    FAILED_MAILBOX_CLOSED("failed.mailbox-closed"),
    FAILED_TOO_LARGE("failed.too-large"),
    FAILED_POLICY("failed.policy"),
    FAILED_CONTENT("failed.content"),
    FAILED_NOT_SECURE("failed.not-secure"),
    FAILED_EXPIRED("failed.expired"),
    FAILED_OTHER("failed.other"),
    DELAYED_MAILBOX_FULL("delayed.mailbox-full"),
    DELAYED_BUSY("delayed.busy"),
    DELAYED_UNREACHABLE("delayed.unreachable"),
    UNTIL("until", Phrase.UNTIL_TIME),
    ANSWER("answer", Phrase.REMOTE, Phrase.ANSWERED),
    REASON("reason", Phrase.WHY),
    CLOSING_FAILED("closing.failed"),
    ATTACHED_HEADER("attached.header"),
    ATTACHED_MESSAGE("attached.message");

    /** A place that every text may have: the name of this host. */
    static final String HOST = "host";

    /** A place that every text may have: when the message came. */
    static final String DATE = "date";

    static final String SUBJECT = "subject";
    static final String UNTIL_TIME = "until";
    static final String REMOTE = "remote";
    static final String ANSWERED = "answer";
    static final String WHY = "reason";

    private static final Map<String, Phrase> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Phrase::key, Function.identity()));

    private final String key;
    private final Set<String> places;

    Phrase(String key, String... places) {
        this.key = key;
        this.places = new TreeSet<>(Set.of(HOST, DATE));
        this.places.addAll(Set.of(places));
    }

    /** @return null if there is none */
    static Phrase ofKey(String key) {
        return BY_KEY.get(key);
    }

    String key() {
        return key;
    }

    /**
     * Checks a text for it.
     *
     * @throws IllegalArgumentException if it can't be
     */
    Template template(String text) {
        if (this == DATE_FORMAT) {
            return new Template(text.strip());
        }
        Template template = Template.parse(text, places);
        if (name().startsWith("SUBJECT_") && template.text().indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a subject is one line");
        }
        return template;
    }
}
