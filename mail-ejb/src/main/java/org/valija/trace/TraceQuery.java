package org.valija.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.settings.InvalidSettingException;

/**
 * Which entries are asked for: those that fulfil all that is given.
 *
 * @param mail those of a message
 * @param recipient those for this address, to the letter
 * @param sender those of messages with this reverse-path, to the letter; {@code <>} for bounces
 * @param businessKey those of messages with this key
 * @param from those from then on
 * @param until those before then
 */
public record TraceQuery(
        Optional<MailId> mail,
        Optional<String> recipient,
        Optional<String> sender,
        Optional<String> businessKey,
        Optional<Instant> from,
        Optional<Instant> until) {

    private static final String NULL_SENDER = "<>";

    /** No index leads to a sender: without anything else, only the newest are looked through. */
    private static final Duration BY_SENDER_ALONE = Duration.ofDays(1);

    /** All that has happened to a message. */
    public static TraceQuery of(MailId mail) {
        return new TraceQuery(
                Optional.of(mail),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @throws InvalidSettingException with the first that nothing can fulfil */
    void check() {
        recipient.ifPresent(address -> address("recipient", address));
        sender.filter(address -> !address.equals(NULL_SENDER)).ifPresent(address -> address("sender", address));
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new InvalidSettingException("until", "The end is later than the beginning.");
        }
    }

    Optional<String> recipientColumn() {
        return recipient.map(address -> address("recipient", address).toString());
    }

    Optional<String> senderColumn() {
        return sender.map(address ->
                address.equals(NULL_SENDER) ? "" : address("sender", address).toString());
    }

    Optional<Instant> begin(Instant now) {
        boolean bySenderAlone = sender.isPresent() && mail.isEmpty() && recipient.isEmpty() && businessKey.isEmpty();
        return from.or(
                () -> bySenderAlone && until.isEmpty() ? Optional.of(now.minus(BY_SENDER_ALONE)) : Optional.empty());
    }

    private static MailAddress address(String field, String text) {
        try {
            return MailAddress.parse(text);
        } catch (InvalidAddressException e) {
            throw new InvalidSettingException(field, "Give a whole address, such as ana@ejemplo.com.");
        }
    }
}
