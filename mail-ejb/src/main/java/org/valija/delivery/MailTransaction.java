package org.valija.delivery;

import jakarta.mail.MessagingException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.valija.DeliverBy;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.spi.DomainName;

/** One mail transaction (RFC 5321 section 3.3) over an open connection. For one thread, used once. */
final class MailTransaction {

    private static final Logger LOG = System.getLogger(MailTransaction.class.getName());

    private static final int SERVICE_NOT_AVAILABLE = 421;
    private static final int EXCEEDED_STORAGE = 552;
    /** RFC 6531 section 3.5: the address can't be written for this host. */
    private static final EnhancedStatus NOT_INTERNATIONAL = EnhancedStatus.parse("5.6.7");
    /** RFC 3463 section 3.7: conversion required but not supported. */
    private static final EnhancedStatus NOT_CONVERTED = EnhancedStatus.parse("5.6.3");
    /** RFC 3463 section 3.4: system not capable of selected features. */
    private static final EnhancedStatus NOT_CAPABLE = EnhancedStatus.parse("5.3.3");
    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus TOO_LATE = EnhancedStatus.parse("5.4.7");
    /** RFC 3463 section 3.4: message too big for system. */
    private static final EnhancedStatus TOO_BIG = EnhancedStatus.parse("5.3.4");

    private final SmtpConnection connection;
    private final String host;
    private final Envelope envelope;
    private final Content content;
    private final Patience patience;
    private final Deadline deadline;
    private final Map<MailAddress, RecipientOutcome> outcomes = new LinkedHashMap<>();
    private State state = State.CLOSED;

    /** Of the mail transaction at the host, as far as we know. */
    private enum State {
        /** There is none: not yet, or not any more. */
        CLOSED,
        OPEN,
        /** The host has gone, is going, or nobody knows. */
        LOST
    }

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
        if (envelope.options().requireTls() && !offers("REQUIRETLS")) {
            // RFC 8689 section 4.2.1: another host may offer it.
            throw new NextHopException(Failure.noTls(host, "it does not offer REQUIRETLS"), null);
        }
        Optional<Failure> impossible =
                tooBig().or(this::notInternationalHeader).or(this::eightBit).or(this::tooLate);
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

    /** Whether the connection can have another one; ends what is still open of this one. */
    boolean isOver() {
        if (state == State.OPEN && !connection.isBroken()) {
            try {
                RemoteReply reply = connection.command("RSET");
                state = reply.isPositive() ? State.CLOSED : State.LOST;
            } catch (MessagingException e) {
                LOG.log(Level.DEBUG, host + " went away after a mail transaction", e);
                state = State.LOST;
            }
        }
        return state == State.CLOSED && !connection.isBroken();
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

    /** RFC 6531 section 3.5: to recode a header would be another message. */
    private Optional<Failure> notInternationalHeader() {
        return content.isHeaderInternational() && !offers("SMTPUTF8")
                ? impossible(NOT_INTERNATIONAL, "offers no SMTPUTF8, which the header of this message needs")
                : Optional.empty();
    }

    /** RFC 6152 section 3: to recode the content would break its signatures. */
    private Optional<Failure> eightBit() {
        return content.isBodyEightBit() && !offers("8BITMIME")
                ? impossible(NOT_CONVERTED, "offers no 8BITMIME, which this message needs")
                : Optional.empty();
    }

    /**
     * RFC 2852 section 4.1.4.1: what is to come back at its deadline goes nowhere where that is not known. It is up to us
     * which status says so ("appropriate").
     */
    private Optional<Failure> tooLate() {
        Optional<DeliverBy> by = envelope.options().deliverBy().filter(b -> b.mode() == DeliverBy.Mode.RETURN);
        if (by.isEmpty()) {
            return Optional.empty();
        }
        if (!offers("DELIVERBY")) {
            return impossible(NOT_CAPABLE, "offers no DELIVERBY, and this message is to come back at its deadline");
        }
        String least = connection.getExtensionParameter("DELIVERBY");
        long needed = least != null && least.strip().matches("\\d{1,9}") ? Long.parseLong(least.strip()) : 1;
        return secondsLeft(by.get()) < Math.max(1, needed)
                ? impossible(TOO_LATE, "can't deliver it in the time that is left")
                : Optional.empty();
    }

    private Optional<Failure> impossible(EnhancedStatus status, String reason) {
        return Optional.of(new Failure(status, Optional.of(host), Optional.empty(), host + " " + reason));
    }

    private static long secondsLeft(DeliverBy by) {
        return Duration.between(Instant.now(), by.deadline()).toSeconds();
    }

    private boolean offers(String extension) {
        return connection.supportsExtension(extension);
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
            reply = connection.mail("MAIL FROM:<" + path.get() + ">" + parameters());
        } catch (MessagingException e) {
            throw new NextHopException(lost(e), e);
        }
        // After other messages, it may be that the host wants no more of them over one connection.
        boolean hadEnough = connection.transactions() > 1 && !reply.isPositive() && !reply.isPermanent();
        if (hadEnough || reply.code() == SERVICE_NOT_AVAILABLE) {
            throw new NextHopException(Failure.reply(host, reply), null);
        }
        if (reply.isPositive()) {
            state = State.OPEN;
        } else {
            settleRest(Failure.reply(host, reply));
        }
        return reply.isPositive();
    }

    private String parameters() {
        StringBuilder parameters = new StringBuilder();
        if (connection.supportsExtension("SIZE")) {
            parameters.append(" SIZE=").append(content.size());
        }
        if (content.isBodyEightBit()) {
            parameters.append(" BODY=8BITMIME");
        }
        if (isInternational(envelope, content) && connection.supportsExtension("SMTPUTF8")) {
            parameters.append(" SMTPUTF8");
        }
        TransmissionOptions options = envelope.options();
        if (offers("DSN")) {
            options.returned().ifPresent(returned -> parameters.append(" RET=").append(returned));
            options.envelopeId().ifPresent(id -> parameters.append(" ENVID=").append(id.parameter()));
        }
        if (options.requireTls()) {
            parameters.append(" REQUIRETLS");
        }
        if (options.priority() != 0 && offers("MT-PRIORITY")) {
            parameters.append(" MT-PRIORITY=").append(options.priority());
        }
        if (offers("DELIVERBY")) {
            options.deliverBy().ifPresent(by -> parameters
                    .append(" BY=")
                    .append(secondsLeft(by))
                    .append(by.mode() == DeliverBy.Mode.RETURN ? ";R" : ";N")
                    .append(by.trace() ? "T" : ""));
        }
        return parameters.toString();
    }

    /** RFC 3461 section 5.2: passed on as it came, but for one case. */
    private String parameters(MailAddress recipient) {
        if (!offers("DSN")) {
            return "";
        }
        RecipientOptions options = envelope.options(recipient);
        String parameters = new RecipientOptions(notifications(options), options.originalRecipient())
                .sendable()
                .parameters();
        return parameters.isEmpty() ? "" : " " + parameters;
    }

    /** RFC 2852 section 4.1.4.2: a host that does not know the deadline is to tell at least of a delay. */
    private Optional<Set<Event>> notifications(RecipientOptions options) {
        boolean never = options.notifications().filter(Set::isEmpty).isPresent();
        boolean deadlineUnknown = envelope.options()
                .deliverBy()
                .filter(by -> !offers("DELIVERBY") && secondsLeft(by) > 0)
                .isPresent();
        if (never || !deadlineUnknown) {
            return options.notifications();
        }
        EnumSet<Event> events = EnumSet.of(Event.DELAY);
        events.addAll(options.notifications().orElse(Set.of(Event.FAILURE)));
        return Optional.of(events);
    }

    /** Whether it asks for SMTPUTF8 (RFC 6531 section 3.4). */
    static boolean isInternational(Envelope envelope, Content content) {
        return content.isHeaderInternational()
                || envelope.reversePath().filter(MailAddress::isInternational).isPresent()
                || envelope.recipients().stream().anyMatch(MailAddress::isInternational);
    }

    private List<MailAddress> recipients() throws NextHopException {
        List<MailAddress> accepted = new ArrayList<>();
        for (MailAddress recipient : envelope.recipients()) {
            Optional<String> path = writable(recipient);
            if (path.isEmpty()) {
                outcomes.put(recipient, outcome(recipient, notInternational(recipient)));
                continue;
            }
            RemoteReply reply;
            try {
                reply = connection.command("RCPT TO:<" + path.get() + ">" + parameters(recipient));
            } catch (MessagingException e) {
                state = State.LOST;
                settleRest(lost(e));
                return List.of();
            }
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else if (reply.code() == SERVICE_NOT_AVAILABLE) {
                state = State.LOST;
                if (accepted.isEmpty() && outcomes.isEmpty()) {
                    // RFC 5321 section 3.8: it may say so to any command; that is no verdict on this recipient.
                    throw new NextHopException(Failure.reply(host, reply), null);
                }
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
            state = State.LOST;
            settleRest(lost(e));
            return;
        }
        if (reply.code() == SERVICE_NOT_AVAILABLE) {
            state = State.LOST;
        } else if (reply.isPositive()) {
            state = State.CLOSED; // RFC 5321 section 4.1.1.4: the buffers are cleared
        }
        if (reply.isPositive()) {
            accepted.forEach(recipient ->
                    outcomes.put(recipient, new Delivered(recipient, host, reply, offers("DSN"), offers("DELIVERBY"))));
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
            return DomainName.ascii(address.domain())
                    .map(domain -> new MailAddress(address.localPart(), domain).toString());
        } catch (InvalidAddressException e) { // what it becomes is none
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
