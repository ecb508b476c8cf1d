package org.valija.transport;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an application has laid down by the class {@code SMTPMessage} of Jakarta Mail's implementation. It is asked by
 * reflection: that class is the server's or the application's own, and not of the API that Valija shares with both.
 *
 * @param from the reverse-path
 * @param notifications NOTIFY, as in the parameter (RFC 3461 section 4.1)
 * @param returned RET, as in the parameter (section 4.3)
 * @param partial whether the message goes to the valid addresses if there are invalid ones
 */
record SmtpMessageSettings(
        Optional<String> from, Optional<String> notifications, Optional<String> returned, boolean partial) {

    /** Of a message of any other class. */
    private static final SmtpMessageSettings NONE =
            new SmtpMessageSettings(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Angus Mail's, and its name before Jakarta Mail 2.1. */
    private static final Set<String> NAMES =
            Set.of("org.eclipse.angus.mail.smtp.SMTPMessage", "com.sun.mail.smtp.SMTPMessage");

    private static final int NEVER = -1;
    private static final List<String> EVENTS = List.of("SUCCESS", "FAILURE", "DELAY"); // a bit each, from the lowest
    private static final int FULL = 1;
    private static final int HDRS = 2;

    static SmtpMessageSettings of(MimeMessage message) throws MessagingException {
        for (Class<?> type = message.getClass(); type != MimeMessage.class; type = type.getSuperclass()) {
            if (NAMES.contains(type.getName())) {
                return read(type, message);
            }
        }
        return NONE;
    }

    private static SmtpMessageSettings read(Class<?> type, MimeMessage message) throws MessagingException {
        try {
            return new SmtpMessageSettings(
                    Optional.ofNullable(
                            (String) type.getMethod("getEnvelopeFrom").invoke(message)),
                    notifications((int) type.getMethod("getNotifyOptions").invoke(message)),
                    returned((int) type.getMethod("getReturnOption").invoke(message)),
                    (boolean) type.getMethod("getSendPartial").invoke(message));
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new MessagingException("A " + type.getName() + " is not known here", e);
        }
    }

    private static Optional<String> notifications(int options) {
        if (options == NEVER) {
            return Optional.of("NEVER");
        }
        List<String> events = new ArrayList<>();
        for (int i = 0; i < EVENTS.size(); i++) {
            if ((options & 1 << i) != 0) {
                events.add(EVENTS.get(i));
            }
        }
        return events.isEmpty() ? Optional.empty() : Optional.of(String.join(",", events));
    }

    private static Optional<String> returned(int option) {
        return switch (option) {
            case FULL -> Optional.of("FULL");
            case HDRS -> Optional.of("HDRS");
            default -> Optional.empty();
        };
    }
}
