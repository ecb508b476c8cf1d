package org.valija;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions.Returned;

/**
 * What an application wants for a message besides its delivery: when, how urgently, and what it is told. Nothing has to be
 * said:
 *
 * <pre>{@code
 * SendOptions.builder().notBefore(tomorrow).expireAfter(Duration.ofDays(2)).businessKey("pedido-4711").build()
 * }</pre>
 *
 * <p>The values are taken as they are and checked by {@link MailSender}, which throws {@link InvalidMailException} with the
 * field's name. Immutable.
 *
 * @param notBefore no attempt begins before; in the future, at most 366 days
 * @param expireAt no attempt begins from then on, and what was not delivered bounces; later than now and {@code notBefore}, at
 *     most 366 days later
 * @param expireAfter the same as an interval, counted from {@code notBefore} or else from now; more than nothing, at most 366
 *     days. With {@code expireAt} the earlier of both counts; with neither the server's setting
 * @param priority -9 to 9, 0 is ordinary (RFC 6710): the higher is tried first, and a next hop that knows priorities is told
 * @param notifications what the sender is told of by a delivery status notification; the empty set for nothing; by default of
 *     failures and delays (NOTIFY, RFC 3461 section 4.1)
 * @param returned how much of the message a notification of a failure brings back; by default the header (RET, section 4.3)
 * @param envelopeId the sender's name for the message, which notifications give back: printable ASCII, at most 100 characters
 *     when encoded as xtext (ENVID, section 4.4)
 * @param businessKey the application's own key, which the log, the console, {@link MailStatus} and {@link DeliveryEvent} show
 *     and no recipient sees: 1 to 200 characters, not blank; no control or format characters, no line or paragraph separators.
 *     It need not be unique
 * @param stream a stream of mail that the server knows: {@link #TRANSACTIONAL}, which is the default, {@link #BULK}, or one of
 *     those that its administrator has added
 * @param despiteSuppression whether it goes to those, too, who are on the list of suppressed addresses: for what the recipient
 *     has just asked for, such as a new password
 */
public record SendOptions(
        Optional<Instant> notBefore,
        Optional<Instant> expireAt,
        Optional<Duration> expireAfter,
        int priority,
        Optional<Set<Event>> notifications,
        Optional<Returned> returned,
        Optional<String> envelopeId,
        Optional<String> businessKey,
        String stream,
        boolean despiteSuppression) {

    /** Mail that somebody waits for: confirmations, passwords. */
    public static final String TRANSACTIONAL = "transactional";

    /** Mail to many: newsletters, announcements. */
    public static final String BULK = "bulk";

    /** Nothing was asked for. */
    public static final SendOptions NONE = builder().build();

    public SendOptions {
        Objects.requireNonNull(notBefore, "notBefore");
        Objects.requireNonNull(expireAt, "expireAt");
        Objects.requireNonNull(expireAfter, "expireAfter");
        notifications = notifications.map(Set::copyOf);
        Objects.requireNonNull(returned, "returned");
        Objects.requireNonNull(envelopeId, "envelopeId");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(stream, "stream");
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the values; for one thread. Null takes a value back. */
    public static final class Builder {

        private Instant notBefore;
        private Instant expireAt;
        private Duration expireAfter;
        private int priority;
        private Set<Event> notifications;
        private Returned returned;
        private String envelopeId;
        private String businessKey;
        private String stream = TRANSACTIONAL;
        private boolean despiteSuppression;

        private Builder() {}

        public Builder notBefore(Instant time) {
            this.notBefore = time;
            return this;
        }

        public Builder expireAt(Instant time) {
            this.expireAt = time;
            return this;
        }

        public Builder expireAfter(Duration interval) {
            this.expireAfter = interval;
            return this;
        }

        /** @param priority -9 to 9, 0 is ordinary */
        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /** Notifications of these events, and of no others. */
        public Builder notifyOn(Event... events) {
            this.notifications = Set.copyOf(List.of(events));
            return this;
        }

        /** No notifications, whatever happens. */
        public Builder notifyNever() {
            this.notifications = Set.of();
            return this;
        }

        public Builder returned(Returned returned) {
            this.returned = returned;
            return this;
        }

        public Builder envelopeId(String id) {
            this.envelopeId = id;
            return this;
        }

        public Builder businessKey(String key) {
            this.businessKey = key;
            return this;
        }

        /** @param name not null */
        public Builder stream(String name) {
            this.stream = name;
            return this;
        }

        /** Sends it to suppressed addresses, too. */
        public Builder despiteSuppression() {
            this.despiteSuppression = true;
            return this;
        }

        public SendOptions build() {
            return new SendOptions(
                    Optional.ofNullable(notBefore),
                    Optional.ofNullable(expireAt),
                    Optional.ofNullable(expireAfter),
                    priority,
                    Optional.ofNullable(notifications),
                    Optional.ofNullable(returned),
                    Optional.ofNullable(envelopeId),
                    Optional.ofNullable(businessKey),
                    stream,
                    despiteSuppression);
        }
    }
}
