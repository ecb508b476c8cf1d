package org.valija.delivery;

import jakarta.mail.MessagingException;
import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.content.Content;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;

/** One mail transaction (RFC 5321 section 3.3) over an open connection. For one thread, used once. */
final class MailTransaction {

    private static final int SERVICE_NOT_AVAILABLE = 421;
    private static final int EXCEEDED_STORAGE = 552;
    /** RFC 6531 section 3.5: the address can't be written for this host. */
    private static final EnhancedStatus NOT_INTERNATIONAL = EnhancedStatus.parse("5.6.7");
    /** RFC 3463 section 3.4: message too big for system. */
    private static final EnhancedStatus TOO_BIG = EnhancedStatus.parse("5.3.4");

    private final SmtpConnection connection;
    private final String host;
    private final Envelope envelope;
    private final Content content;
    private final Patience patience;
    private final Deadline deadline;
    private final Map<MailAddress, RecipientOutcome> outcomes = new LinkedHashMap<>();

    MailTransaction(
            SmtpConnection connection,
            String host,
            Envelope envelope,
            Content content,
            Patience patience,
            Deadline deadline) {
        this.connection = connection;
        this.host = host;
        this.envelope = envelope;
        this.content = content;
        this.patience = patience;
        this.deadline = deadline;
    }

    /**
     * Runs it.
     *
     * @return the outcome of each recipient, in the envelope's order
     * @throws NextHopException if the host went away before it had said anything about a recipient
     */
    List<RecipientOutcome> run() throws NextHopException {
        Optional<Failure> impossible = tooBig();
        if (impossible.isPresent()) {
            return settleRest(impossible.get());
        }
        if (!mailFrom()) {
            return outcomes();
        }
        List<MailAddress> accepted = recipients();
        if (!accepted.isEmpty()) {
            data(accepted);
        }
        return outcomes();
    }

    /** RFC 1870 section 6.1: no use to send what the host has said it won't take. */
    private Optional<Failure> tooBig() {
        String limit = connection.supportsExtension("SIZE")
                ? connection.getExtensionParameter("SIZE").strip()
                : "";
        if (!limit.matches("[1-9]\\d{0,17}") || content.size() <= Long.parseLong(limit)) {
            return Optional.empty(); // RFC 1870 section 4: 0 or nothing is no limit
        }
        return Optional.of(new Failure(
                TOO_BIG,
                Optional.of(host),
                Optional.empty(),
                host + " takes no message larger than " + limit + " octets; this one has " + content.size()));
    }

    private boolean mailFrom() throws NextHopException {
        Optional<String> path = envelope.reversePath().isEmpty()
                ? Optional.of("")
                : writable(envelope.reversePath().get());
        if (path.isEmpty()) {
            settleRest(notInternational(envelope.reversePath().get()));
            return false;
        }
        RemoteReply reply;
        try {
            reply = connection.command("MAIL FROM:<" + path.get() + ">" + parameters());
        } catch (MessagingException e) {
            throw new NextHopException(lost(e), false, e);
        }
        if (reply.code() == SERVICE_NOT_AVAILABLE) {
            throw new NextHopException(Failure.reply(host, reply), false, null);
        }
        if (!reply.isPositive()) {
            settleRest(Failure.reply(host, reply));
        }
        return reply.isPositive();
    }

    private String parameters() {
        StringBuilder parameters = new StringBuilder();
        if (connection.supportsExtension("SIZE")) {
            parameters.append(" SIZE=").append(content.size());
        }
        // A host without 8BITMIME gets 8-bit content all the same: to recode it would break its signatures, to return
        // it
        // would lose mail that such hosts have long taken.
        if (content.isBodyEightBit() && connection.supportsExtension("8BITMIME")) {
            parameters.append(" BODY=8BITMIME");
        }
        if (isInternational(envelope, content) && connection.supportsExtension("SMTPUTF8")) {
            parameters.append(" SMTPUTF8");
        }
        return parameters.toString();
    }

    /** Whether it asks for SMTPUTF8 (RFC 6531 section 3.4). */
    static boolean isInternational(Envelope envelope, Content content) {
        return content.isHeaderInternational()
                || envelope.reversePath().filter(MailAddress::isInternational).isPresent()
                || envelope.recipients().stream().anyMatch(MailAddress::isInternational);
    }

    private List<MailAddress> recipients() {
        List<MailAddress> accepted = new ArrayList<>();
        for (MailAddress recipient : envelope.recipients()) {
            Optional<String> path = writable(recipient);
            if (path.isEmpty()) {
                outcomes.put(recipient, outcome(recipient, notInternational(recipient)));
                continue;
            }
            RemoteReply reply;
            try {
                reply = connection.command("RCPT TO:<" + path.get() + ">");
            } catch (MessagingException e) {
                settleRest(lost(e));
                return List.of();
            }
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else if (reply.code() == SERVICE_NOT_AVAILABLE) {
                settleRest(Failure.reply(host, reply));
                return List.of();
            } else if (reply.code() == EXCEEDED_STORAGE) {
                // RFC 5321 section 4.5.3.1.10: some say 552 for too many recipients, which is no verdict on this one.
                Failure failure = Failure.reply(host, reply);
                outcomes.put(recipient, new Deferred(recipient, failure));
            } else {
                outcomes.put(recipient, outcome(recipient, Failure.reply(host, reply)));
            }
        }
        return accepted;
    }

    private void data(List<MailAddress> accepted) {
        RemoteReply reply;
        try {
            reply = connection.data(content, patience.afterData());
        } catch (MessagingException e) {
            // Perhaps the host has taken it. A second copy is better than none (RFC 5321 section 6.1).
            settleRest(lost(e));
            return;
        }
        if (reply.isPositive()) {
            accepted.forEach(recipient -> outcomes.put(recipient, new Delivered(recipient, host, reply)));
        } else {
            settleRest(Failure.reply(host, reply));
        }
    }

    /** As it may be written to this host: with A-labels where it can't have UTF-8; empty if there is no way. */
    private Optional<String> writable(MailAddress address) {
        if (!address.isInternational() || connection.supportsExtension("SMTPUTF8")) {
            return Optional.of(address.toString());
        }
        if (address.localPart().chars().anyMatch(c -> c >= 0x80)) {
            return Optional.empty();
        }
        try {
            String domain = IDN.toASCII(address.domain(), IDN.ALLOW_UNASSIGNED);
            return Optional.of(new MailAddress(address.localPart(), domain).toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Failure notInternational(MailAddress address) {
        return new Failure(
                NOT_INTERNATIONAL,
                Optional.of(host),
                Optional.empty(),
                host + " can't take the address " + address + ": it offers no SMTPUTF8");
    }

    private Failure lost(MessagingException e) {
        return Failure.noReply(host, SmtpConnection.describe(e, deadline));
    }

    /** Gives one outcome to all recipients that have none yet. */
    private List<RecipientOutcome> settleRest(Failure failure) {
        for (MailAddress recipient : envelope.recipients()) {
            outcomes.computeIfAbsent(recipient, r -> outcome(r, failure));
        }
        return outcomes();
    }

    private static RecipientOutcome outcome(MailAddress recipient, Failure failure) {
        return failure.status().statusClass() == 5 ? new Bounced(recipient, failure) : new Deferred(recipient, failure);
    }

    private List<RecipientOutcome> outcomes() {
        return envelope.recipients().stream().map(outcomes::get).toList();
    }
}
