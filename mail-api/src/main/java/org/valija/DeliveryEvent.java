package org.valija;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that has happened to a message that was sent, published to the JMS topic {@value #TOPIC} in the very transaction in
 * which it has happened: there is an event if and only if that has been committed.
 *
 * <p>The JMS message is a text, the event as JSON, which {@link #of(Message)} reads and any other program can read, too. Its
 * properties are those of {@link #properties()}, for selectors. A durable subscription gets what was published while its
 * application was away, until it expires ({@code valija.events.expiry}, by default 7 days).
 *
 * <p>Of which messages there are events is said by {@code valija.events}: by default of those with a business key.
 *
 * @param kind what has happened
 * @param mail the message's id, as {@link MailSender} has returned it
 * @param businessKey the key of {@link SendOptions}
 * @param stream the stream of {@link SendOptions}
 * @param reversePath where bounces go; empty for none
 * @param recipients to whom it has happened: 1 to 100, all of one domain. A message to several domains has events for each;
 *     recipients of one domain who got different replies have each their own
 * @param time when it happened, by our clock. Events may come in another order: look at the kind, or at this
 * @param queuedAt when the message was sent
 * @param attempts how many there have been for these recipients, with the one that this is about
 * @param host the next hop that was spoken to, or tried; for {@code RETURNED} and {@code COMPLAINED} who reports it; empty if it
 *     did not come to that, or there was no attempt
 * @param status for {@code DELIVERED} what the next hop has said, if it has one; 4.x.x for {@code DEFERRED}; 5.x.x for {@code
 *     BOUNCED} and {@code EXPIRED}; for {@code RETURNED} what the report says, if it does; else empty
 * @param reply what the next hop has answered, if it has; for {@code EXPIRED} see the reason, too
 * @param reason a sentence of at most 500 characters for whoever looks after it, with the next hop's words in it, which are
 *     hostile input: escape it where you show it; possibly empty
 * @param nextAttempt for {@code DEFERRED}, when the next attempt is due; else empty
 * @param bounceClass for {@code BOUNCED} and {@code RETURNED}, what the failure means for the address; else empty
 */
public record DeliveryEvent(
        Kind kind,
        MailId mail,
        Optional<String> businessKey,
        String stream,
        Optional<MailAddress> reversePath,
        List<MailAddress> recipients,
        Instant time,
        Instant queuedAt,
        int attempts,
        Optional<String> host,
        Optional<EnhancedStatus> status,
        Optional<RemoteReply> reply,
        String reason,
        Optional<Instant> nextAttempt,
        Optional<BounceClass> bounceClass) {

    /** The name of the topic at the broker: {@code destination} of a message-driven bean. */
    public static final String TOPIC = "valija.events";

    /**
     * What has happened. {@code DELIVERED}, {@code BOUNCED}, {@code EXPIRED}, {@code CANCELLED} and {@code SUPPRESSED} are the end
     * for a recipient; {@code RETURNED}, {@code COMPLAINED}, {@code ANSWERED} and {@code CHALLENGED} may follow on {@code
     * DELIVERED}, days later, and more than once.
     */
    public enum Kind {
        /** The message is in the queue: {@link MailSender}'s transaction has committed. */
        QUEUED,
        /** An attempt has failed for now, or the destination is left alone for a while; there will be another one. */
        DEFERRED,
        /** The next hop has taken it; or the sandbox mailbox has, and then there is neither host nor reply. */
        DELIVERED,
        /** It was refused for good, or can go nowhere. */
        BOUNCED,
        /** Its time was over before anybody took it. */
        EXPIRED,
        /** It was cancelled, by an application or an administrator; nobody gets it any more. */
        CANCELLED,
        /** The recipient is on the list of those who get nothing of this stream, and was left out when it was sent. */
        SUPPRESSED,
        /** A host behind the next hop has sent it back: it was never delivered. */
        RETURNED,
        /** The recipient has told his provider that it is spam (RFC 5965). */
        COMPLAINED,
        /** A program has answered for the recipient: he is away, for example (RFC 3834). */
        ANSWERED,
        /** A program wants to see that a person has sent it before it passes it on. */
        CHALLENGED
    }

    /** What a failure means for further mail to the address. */
    public enum BounceClass {
        /** There is no such mailbox, and there will be none. */
        HARD,
        /** The mailbox has no room. */
        FULL,
        /** The host does not want this mail, or mail from us; the address may be right. */
        POLICY,
        /** Anything else: the next message may arrive. */
        SOFT
    }

    /** What a failure is about: the subject of the enhanced status code (RFC 3463 section 3). */
    public enum FailureClass {
        /** X.1.x: there is no such mailbox, or it has moved. */
        ADDRESS,
        /** X.2.x: the mailbox is full, or disabled. */
        MAILBOX,
        /** X.3.x: the destination's mail system is full, or not up to it. */
        SYSTEM,
        /** X.4.x: no answer, no route, or the time was over. */
        NETWORK,
        /** X.5.x: the hosts did not understand each other. */
        PROTOCOL,
        /** X.6.x: the content can't be taken as it is. */
        CONTENT,
        /** X.7.x: not allowed, or held for spam. */
        POLICY,
        /** The next hop has not said. */
        OTHER;

        private static FailureClass of(EnhancedStatus status) {
            return switch (status.subject()) {
                case 1 -> ADDRESS;
                case 2 -> MAILBOX;
                case 3 -> SYSTEM;
                case 4 -> NETWORK;
                case 5 -> PROTOCOL;
                case 6 -> CONTENT;
                case 7 -> POLICY;
                default -> OTHER;
            };
        }
    }

    /**
     * What a next hop has answered.
     *
     * @param code 200 to 599
     * @param status the enhanced status code (RFC 2034), where there is one
     * @param line the whole reply on one line of at most 500 characters, without control characters; hostile input
     */
    public record RemoteReply(int code, Optional<EnhancedStatus> status, String line) {

        public RemoteReply {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(line, "line");
        }
    }

    public DeliveryEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(reversePath, "reversePath");
        recipients = List.copyOf(recipients);
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(queuedAt, "queuedAt");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(nextAttempt, "nextAttempt");
        Objects.requireNonNull(bounceClass, "bounceClass");
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("An event has recipients");
        }
    }

    /** One without a class. */
    public DeliveryEvent(
            Kind kind,
            MailId mail,
            Optional<String> businessKey,
            String stream,
            Optional<MailAddress> reversePath,
            List<MailAddress> recipients,
            Instant time,
            Instant queuedAt,
            int attempts,
            Optional<String> host,
            Optional<EnhancedStatus> status,
            Optional<RemoteReply> reply,
            String reason,
            Optional<Instant> nextAttempt) {
        this(
                kind,
                mail,
                businessKey,
                stream,
                reversePath,
                recipients,
                time,
                queuedAt,
                attempts,
                host,
                status,
                reply,
                reason,
                nextAttempt,
                Optional.empty());
    }

    /** For {@code DEFERRED}, {@code BOUNCED}, {@code EXPIRED} and {@code RETURNED}; else empty. */
    public Optional<FailureClass> failureClass() {
        return kind == Kind.DELIVERED ? Optional.empty() : status.map(FailureClass::of);
    }

    /**
     * What a selector can ask for, all of it text: {@code kind}, {@code mailId}, {@code stream}, and where there is one {@code
     * businessKey}, {@code failureClass} and {@code bounceClass}.
     */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("kind", kind.name());
        properties.put("mailId", mail.value());
        properties.put("stream", stream);
        businessKey.ifPresent(key -> properties.put("businessKey", key));
        failureClass().ifPresent(what -> properties.put("failureClass", what.name()));
        bounceClass.ifPresent(what -> properties.put("bounceClass", what.name()));
        return properties;
    }

    /**
     * Reads an event from a message of the topic.
     *
     * @throws JMSException if the broker can't give the message's text
     * @throws IllegalArgumentException if it is no event that this version knows
     */
    public static DeliveryEvent of(Message message) throws JMSException {
        return parse(message.getBody(String.class));
    }

    /**
     * @param json as from {@link #toJson()}; members that this version does not know are left out
     * @throws IllegalArgumentException if it is none
     */
    public static DeliveryEvent parse(String json) {
        return DeliveryEventJson.read(json);
    }

    /**
     * The event as a JSON object: its members are called like the components here, points in time are ISO 8601 in UTC, a reply is
     * an object, and what is empty is not there; {@code failureClass} stands beside them.
     */
    public String toJson() {
        return DeliveryEventJson.write(this);
    }
}
