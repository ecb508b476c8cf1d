package org.valija.verp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.settings.Published;

/**
 * Makes return addresses and reads them again, by the keys in memory. Safe for use by many threads; it never waits.
 *
 * <p>A local part is 56 letters and digits, of which the case does not matter: the number of the key, a signature of 11 octets,
 * and, hidden, the day, the message's id and the recipient's name. It is valid for some days, only in our bounce domain, and nobody
 * else can make one (as with BATV, draft-levine-smtp-batv).
 */
public final class ReturnAddresses {

    private static final int DAY = 2;
    private static final int ID = 16;
    private static final int CONTENT = DAY + ID + RecipientName.LENGTH;
    private static final int TOKEN = 1 + ReturnKey.SIGNATURE + CONTENT;
    private static final int LOCAL_PART = TOKEN * 8 / 5;

    /** Clocks of two nodes differ, and days begin. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    private final VerpSettings settings;
    private final Published<ReturnKeyRing> keys;
    private final Clock clock;
    private final Pattern pattern;

    ReturnAddresses(VerpSettings settings, Published<ReturnKeyRing> keys, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        this.pattern = Pattern.compile(
                "(?<![A-Za-z0-9])([A-Za-z2-7]{" + LOCAL_PART + "})(?:@|=40)"
                        + Pattern.quote(settings.domain().orElse("")),
                Pattern.CASE_INSENSITIVE);
    }

    /** For where there is no bounce domain. */
    public static ReturnAddresses none() {
        return new ReturnAddresses(
                new VerpSettings(Optional.empty(), Set.of(), Duration.ofDays(1)),
                new Published<>(ReturnKeyRing.EMPTY),
                Clock.systemUTC());
    }

    /** Whether mail of this stream leaves with one. */
    public boolean areUsedFor(String stream) {
        return settings.areFor(stream);
    }

    /** Whether an address is in our bounce domain, well-formed or not. */
    public boolean isOurs(MailAddress address) {
        return settings.domain()
                .filter(domain -> domain.equalsIgnoreCase(address.domain()))
                .isPresent();
    }

    /**
     * Whether it is one of our domain that is no token and is taken from anybody: the postmaster's (RFC 5321 section 4.5.1), and
     * those where providers send complaints (RFC 2142 section 2, RFC 6650 section 5.1).
     */
    public boolean isRole(MailAddress address) {
        return isOurs(address)
                && (isForComplaints(address) || address.localPart().equalsIgnoreCase("postmaster"));
    }

    public boolean isForComplaints(MailAddress address) {
        return isOurs(address)
                && (address.localPart().equalsIgnoreCase("complaints")
                        || address.localPart().equalsIgnoreCase("abuse"));
    }

    /**
     * Makes an address.
     *
     * @param recipients if there is one, the address names him, too
     * @return empty if there is no bounce domain, no key yet, or the id is not one of ours
     */
    public Optional<MailAddress> of(MailId mail, List<MailAddress> recipients) {
        if (settings.domain().isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<ReturnKey> key = keys.get().signing(now);
        Optional<UUID> id = uuid(mail);
        if (key.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        byte[] content = ByteBuffer.allocate(CONTENT)
                .putShort((short) day(now))
                .putLong(id.get().getMostSignificantBits())
                .putLong(id.get().getLeastSignificantBits())
                .put(recipients.size() == 1 ? RecipientName.octets(key.get(), recipients.get(0)) : RecipientName.NOBODY)
                .array();
        byte[] signature = key.get().signature(content);
        byte[] token = ByteBuffer.allocate(TOKEN)
                .put((byte) key.get().id())
                .put(signature)
                .put(key.get().turned(content, signature))
                .array();
        return Optional.of(
                new MailAddress(Base32.encode(token), settings.domain().get()));
    }

    private static Optional<UUID> uuid(MailId mail) {
        try {
            UUID id = UUID.fromString(mail.value());
            // It takes shorter forms, too, which would come back as another text.
            return Optional.of(id).filter(same -> same.toString().equals(mail.value()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long day(Instant time) {
        return time.getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    /** What an address says; empty if we have not signed it, or it is too old. */
    public Optional<ReturnToken> read(MailAddress address) {
        return isOurs(address) && address.localPart().length() == LOCAL_PART
                ? Base32.decode(address.localPart()).flatMap(this::read)
                : Optional.empty();
    }

    /** The addresses in a text that we have signed, and that are not too old. */
    public Stream<ReturnToken> in(String text) {
        return settings.domain().isPresent()
                ? pattern.matcher(text)
                        .results()
                        .flatMap(found -> Base32.decode(found.group(1)).flatMap(this::read).stream())
                : Stream.empty();
    }

    /** How many characters a text must overlap with the one before, lest an address be cut in two. */
    public int longest() {
        return LOCAL_PART + "=40".length() + settings.domain().orElse("").length() + 1;
    }

    private Optional<ReturnToken> read(byte[] token) {
        int id = token[0] & 0xff;
        return keys.get().find(id).flatMap(key -> {
            byte[] signature = Arrays.copyOfRange(token, 1, 1 + ReturnKey.SIGNATURE);
            byte[] content = key.turned(Arrays.copyOfRange(token, 1 + ReturnKey.SIGNATURE, TOKEN), signature);
            if (!MessageDigest.isEqual(signature, key.signature(content))) {
                return Optional.empty();
            }
            return token(key, ByteBuffer.wrap(content));
        });
    }

    private Optional<ReturnToken> token(ReturnKey key, ByteBuffer content) {
        Instant sent = Instant.EPOCH.plus(content.getShort() & 0xffff, ChronoUnit.DAYS);
        Instant now = clock.instant();
        if (sent.isAfter(now.plus(TOLERANCE))
                || sent.plus(settings.validity()).plus(TOLERANCE).isBefore(now)) {
            return Optional.empty();
        }
        MailId mail = new MailId(new UUID(content.getLong(), content.getLong()).toString());
        byte[] name = new byte[RecipientName.LENGTH];
        content.get(name);
        return Optional.of(new ReturnToken(
                mail,
                sent,
                Arrays.equals(name, RecipientName.NOBODY)
                        ? Optional.empty()
                        : Optional.of(new RecipientName(key, name))));
    }
}
