package org.valija.transport;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.RecipientOptions.Event;
import org.valija.SendOptions;
import org.valija.TransmissionOptions.Returned;

/**
 * What is laid down for a message besides its recipients. The message itself comes before its session; of the session's
 * properties {@code mail.valija.*} before {@code mail.smtp.*}, so that a session that was made for SMTP keeps its meaning.
 */
final class MessageSettings {

    private static final String PROPERTY = "mail." + ValijaProvider.PROTOCOL + ".";
    private static final String SMTP_PROPERTY = "mail.smtp.";
    private static final String HEADER = "X-Valija-";

    private final Session session;
    private final MimeMessage message;
    private final SmtpMessageSettings smtp;

    MessageSettings(Session session, MimeMessage message) throws MessagingException {
        this.session = session;
        this.message = message;
        this.smtp = SmtpMessageSettings.of(message);
    }

    /** Whether the message goes to the valid addresses if there are invalid ones. */
    boolean sendsPartially() {
        return smtp.partial()
                || property("sendpartial")
                        .map(Setting::text)
                        .filter("true"::equalsIgnoreCase)
                        .isPresent();
    }

    /**
     * As Jakarta Mail's SMTP transport finds it: what the message or the property {@code from} say, else the first author,
     * else the session's own address ({@code mail.from}).
     *
     * @return empty for {@code <>}
     * @throws SendFailedException if it can't exist
     */
    Optional<MailAddress> reversePath(Recipients recipients) throws MessagingException {
        Optional<Setting> given = smtp.from()
                .filter(from -> !from.isEmpty())
                .map(from -> new Setting("The envelope's sender", from))
                .or(() -> property("from"));
        Setting path = given.isPresent() ? given.get() : author();
        if (path.text().equals("<>")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Recipients.mailbox(path.text()));
        } catch (InvalidAddressException e) {
            throw new SendFailedException(
                    path.name() + ": " + e.getMessage(),
                    e,
                    new Address[0],
                    recipients.valid().toArray(Address[]::new),
                    recipients.invalid().toArray(Address[]::new));
        }
    }

    private Setting author() throws MessagingException {
        Address[] from = message.getFrom();
        Address author = from == null || from.length == 0 ? InternetAddress.getLocalAddress(session) : from[0];
        if (author instanceof InternetAddress internet) {
            return new Setting("From", internet.getAddress() == null ? "" : internet.getAddress());
        }
        throw new MessagingException("The message has no From, and the session no mail.from");
    }

    /** @throws MessagingException if one of them can't be read; whether it can be fulfilled is not asked here */
    SendOptions options() throws MessagingException {
        SendOptions.Builder options = SendOptions.builder();
        read(ours("stream"), Function.identity(), "a name").ifPresent(options::stream);
        read(ours("priority"), Integer::valueOf, "a number").ifPresent(options::priority);
        read(ours("business-key"), Function.identity(), "a text").ifPresent(options::businessKey);
        read(ours("not-before"), Instant::parse, "a time such as 2026-12-24T18:00:00Z")
                .ifPresent(options::notBefore);
        read(ours("expire-at"), Instant::parse, "a time such as 2026-12-24T18:00:00Z")
                .ifPresent(options::expireAt);
        read(ours("expire-after"), Duration::parse, "a time span such as PT8H or P2D")
                .ifPresent(options::expireAfter);
        read(dsn(smtp.returned(), "ret"), MessageSettings::returned, "FULL or HDRS")
                .ifPresent(options::returned);
        read(dsn(smtp.notifications(), "notify"), MessageSettings::events, "NEVER or some of SUCCESS,FAILURE,DELAY")
                .ifPresent(events -> options.notifyOn(events.toArray(Event[]::new)));
        return options.build();
    }

    /** A setting of Valija's own: a field of the header, where the session lets it say something, else a property. */
    private Optional<Setting> ours(String name) throws MessagingException {
        if (Boolean.parseBoolean(session.getProperty(PROPERTY + "headers"))) {
            String field = message.getHeader(HEADER + name, null);
            if (field != null) {
                return Optional.of(new Setting(HEADER + name, decoded(field)));
            }
        }
        return Optional.ofNullable(session.getProperty(PROPERTY + name))
                .map(value -> new Setting(PROPERTY + name, value));
    }

    private static String decoded(String field) {
        String text = MimeUtility.unfold(field).strip();
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException unknownCharset) {
            return text;
        }
    }

    private Optional<Setting> dsn(Optional<String> ofMessage, String name) {
        return ofMessage
                .map(value -> new Setting("The message's DSN " + name, value))
                .or(() -> property("dsn." + name));
    }

    /** A setting that Jakarta Mail's SMTP transport knows too. */
    private Optional<Setting> property(String name) {
        return Stream.of(PROPERTY + name, SMTP_PROPERTY + name)
                .map(property -> new Setting(property, session.getProperty(property)))
                .filter(setting -> setting.text() != null && !setting.text().isEmpty())
                .findFirst();
    }

    private static Returned returned(String text) {
        return Returned.valueOf(text.strip().toUpperCase(Locale.ROOT));
    }

    private static Set<Event> events(String text) {
        String words = text.strip().toUpperCase(Locale.ROOT);
        return words.equals("NEVER")
                ? Set.of()
                : Stream.of(words.split("\\s*,\\s*")).map(Event::valueOf).collect(Collectors.toSet());
    }

    private static <T> Optional<T> read(Optional<Setting> setting, Function<String, T> reader, String expected)
            throws MessagingException {
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(setting.get().text()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MessagingException(setting.get().name() + " must be " + expected, e);
        }
    }

    /**
     * @param name by which a refusal names it
     * @param text as it was given
     */
    private record Setting(String name, String text) {}
}
