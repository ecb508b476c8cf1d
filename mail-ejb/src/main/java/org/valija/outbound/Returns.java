package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.valija.Envelope;
import org.valija.InvalidContentException;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.ReceivedMail;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.dkim.Submitter;
import org.valija.feedback.Feedback;
import org.valija.feedback.FeedbackDesk;
import org.valija.feedback.Finding;
import org.valija.feedback.ReturnedMail;
import org.valija.feedback.ReturnedMailReader;
import org.valija.feedback.Verdict;
import org.valija.sandbox.SandboxMailbox;
import org.valija.verp.Departure;
import org.valija.verp.DepartureLog;
import org.valija.verp.ReturnAddresses;
import org.valija.verp.ReturnToken;

/**
 * Takes what has come back to a return address of ours, in the transaction of its reception: what it means is kept, and told to whoever
 * listens; what nobody understands, or was asked for, goes on to the reverse-path that the application has given the message. Nothing
 * is ever answered. Safe for use by many threads.
 */
public final class Returns {

    private static final Logger LOG = System.getLogger(Returns.class.getName());

    /** Of a complaint, in which the address that the message left with stands somewhere. */
    private static final int MAX_SEARCHED = 1024 * 1024;

    private static final int PIECE = 32 * 1024;

    /** A report is on one message; a digest on some. */
    private static final int MAX_TOKENS = 20;

    private final ReturnAddresses addresses;
    private final DepartureLog departures;
    private final FeedbackDesk desk;
    private final DeliveryEvents events;
    private final ReadyQueue queue;
    private final SandboxMailbox sandbox;
    private final Duration expiry;

    Returns(
            ReturnAddresses addresses,
            DepartureLog departures,
            FeedbackDesk desk,
            DeliveryEvents events,
            ReadyQueue queue,
            SandboxMailbox sandbox,
            Duration expiry) {
        this.addresses = addresses;
        this.departures = departures;
        this.desk = desk;
        this.events = events;
        this.queue = queue;
        this.sandbox = sandbox;
        this.expiry = expiry;
    }

    /** Whether it is a return address, or one for complaints. */
    boolean isFor(MailAddress recipient) {
        return addresses.isOurs(recipient) && !isPostmaster(recipient);
    }

    /** Whether it is the postmaster of the bounce domain. */
    boolean isPostmaster(MailAddress recipient) {
        return addresses.isRole(recipient) && !addresses.isForComplaints(recipient);
    }

    /** Takes a message to some of our addresses. */
    void take(ReceivedMail received, List<MailAddress> recipients, Instant now) throws IOException {
        ReturnedMail returned = read(received);
        Map<MailId, ReturnToken> tokens = new LinkedHashMap<>();
        for (MailAddress recipient : recipients) {
            addresses.read(recipient).ifPresent(token -> tokens.put(token.mail(), token));
        }
        if (tokens.isEmpty() && isComplaint(returned)) {
            search(received, tokens);
        }
        boolean understood = !tokens.isEmpty();
        Optional<MailAddress> reversePath = Optional.empty();
        for (ReturnToken token : tokens.values()) {
            List<Departure> left = departures(token.mail());
            understood &= take(token, left, returned, received.id(), now);
            if (reversePath.isEmpty()) {
                reversePath = left.stream().map(Departure::reversePath).findFirst();
            }
        }
        if (!understood) {
            pass(received, reversePath, recipients, now);
        }
    }

    private static boolean isComplaint(ReturnedMail returned) {
        return returned.findings().stream().anyMatch(finding -> finding.verdict() == Verdict.COMPLAINT);
    }

    private static ReturnedMail read(ReceivedMail received) throws IOException {
        ReturnedMailReader reader = new ReturnedMailReader();
        try {
            received.parse(reader);
        } catch (InvalidContentException e) {
            // What comes back is as broken as what is sent: what was read of it counts.
            LOG.log(Level.INFO, "{0} can't be read to its end: {1}", received.id(), e.getMessage());
        }
        return reader.result();
    }

    private void search(ReceivedMail received, Map<MailId, ReturnToken> tokens) throws IOException {
        try (InputStream content = received.content()) {
            String before = "";
            for (int searched = 0; searched < MAX_SEARCHED && tokens.size() < MAX_TOKENS; searched += PIECE) {
                byte[] piece = content.readNBytes(PIECE);
                if (piece.length == 0) {
                    return;
                }
                String text = before + new String(piece, StandardCharsets.ISO_8859_1);
                addresses.in(text).limit(MAX_TOKENS).forEach(token -> tokens.put(token.mail(), token));
                before = text.substring(Math.max(0, text.length() - addresses.longest()));
            }
        }
    }

    private List<Departure> departures(MailId mail) throws IOException {
        try {
            List<Departure> left = departures.of(mail);
            if (left.isEmpty()) {
                departures.write(); // it may have left just now
                left = departures.of(mail);
            }
            return left;
        } catch (SQLException e) {
            throw new IOException("What has left can't be read now", e);
        }
    }

    /** Returns whether everything that it says was understood. */
    private boolean take(ReturnToken token, List<Departure> left, ReturnedMail returned, String id, Instant now) {
        List<MailAddress> candidates =
                left.stream().flatMap(part -> part.recipients().stream()).toList();
        Optional<MailAddress> only = token.recipient(candidates);
        boolean understood = true;
        List<Feedback> heard = new ArrayList<>();
        for (Finding finding : only.isPresent() ? List.of(about(only.get(), returned)) : returned.findings()) {
            Optional<MailAddress> recipient = only.or(() -> named(finding, candidates, returned.text()));
            Optional<Departure> part = recipient.flatMap(address -> left.stream()
                    .filter(some -> some.recipients().contains(address))
                    .findFirst());
            Feedback one = new Feedback(
                    now,
                    finding.verdict(),
                    token.mail(),
                    recipient,
                    part.or(() -> left.stream().findFirst()).map(Departure::stream),
                    part.or(() -> left.stream().findFirst()).flatMap(Departure::businessKey),
                    finding.status(),
                    returned.reporter(),
                    finding.detail());
            LOG.log(
                    Level.INFO,
                    "{0} came back by {1} for {2}: {3}, {4}",
                    token.mail(),
                    id,
                    recipient.map(address -> "<" + address + ">").orElse("somebody"),
                    finding.verdict(),
                    finding.detail());
            Optional<EventDetail> detail = EventDetail.heard(one);
            understood &= detail.isPresent() && part.isPresent();
            if (detail.isPresent()) {
                heard.add(one);
                part.ifPresent(some -> events.heard(some, recipient.orElseThrow(), detail.get()));
            }
        }
        if (!heard.isEmpty()) {
            desk.heard(heard);
        }
        return understood;
    }

    /** Of a message that was for him only: nobody else is meant, whatever he is called there. */
    private static Finding about(MailAddress recipient, ReturnedMail returned) {
        return returned.findings().stream()
                .filter(finding -> finding.recipients().stream().anyMatch(recipient.toString()::equalsIgnoreCase))
                .findFirst()
                .orElse(returned.findings().get(0));
    }

    private static Optional<MailAddress> named(Finding finding, List<MailAddress> candidates, String text) {
        for (String name : finding.recipients()) {
            Optional<MailAddress> named = candidates.stream()
                    .filter(candidate -> candidate.toString().equalsIgnoreCase(name))
                    .findFirst();
            if (named.isPresent()) {
                return named;
            }
        }
        if (candidates.size() == 1) {
            return Optional.of(candidates.get(0));
        }
        List<MailAddress> inText = candidates.stream()
                .filter(candidate -> containsIgnoreCase(text, candidate.toString()))
                .toList();
        return finding.recipients().isEmpty() && inText.size() == 1 ? Optional.of(inText.get(0)) : Optional.empty();
    }

    private static boolean containsIgnoreCase(String text, String part) {
        for (int i = 0; i + part.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }

    /** To the application's own reverse-path, and from there to nobody (RFC 5321 section 4.5.5); else to our postmaster. */
    private void pass(
            ReceivedMail received, Optional<MailAddress> reversePath, List<MailAddress> recipients, Instant now)
            throws IOException {
        if (reversePath.isEmpty()) {
            keep(received, recipients, now);
            return;
        }
        MailId id = MailId.create();
        TransmissionOptions options = new TransmissionOptions(
                received.envelope().options().body() == Body.SEVEN_BIT ? Body.SEVEN_BIT : Body.EIGHT_BIT_MIME,
                received.envelope().options().smtpUtf8(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                0,
                Optional.empty());
        Envelope onward = new Envelope(
                Optional.empty(),
                List.of(reversePath.get()),
                options,
                Map.of(reversePath.get(), new RecipientOptions(Optional.of(Set.of()), Optional.empty())));
        queue.put(QueuedMail.split(id, onward, Submitter.STRANGER, now, expiry), new ReceivedContent(received));
        LOG.log(Level.INFO, "{0} queued: passes {1} on to <{2}>", id, received.id(), reversePath.get());
    }

    private void keep(ReceivedMail received, List<MailAddress> recipients, Instant now) throws IOException {
        try (InputStream source = received.content()) {
            sandbox.keepForPostmaster(
                    received.envelope().reversePath().map(MailAddress::toString).orElse(""),
                    recipients.stream().map(MailAddress::toString).toList(),
                    now,
                    source);
        }
        LOG.log(Level.INFO, "{0} came back, nobody knows of what: it is kept in the sandbox mailbox", received.id());
    }
}
