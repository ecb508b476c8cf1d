package org.valija.dkim;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.content.ContentSource;
import org.valija.spi.DomainName;

/**
 * Signs messages for the domain of their author, with all of its keys that are active, and has those sealed that are relayed.
 * Safe for use by many threads; it keeps no more of a message than its header.
 */
public final class Signer {

    private static final Logger LOG = System.getLogger(Signer.class.getName());

    private final KeyRing keys;
    private final String hostname;
    private final Clock clock;
    private final Optional<ArcSealer> sealer;

    /**
     * Without seals.
     *
     * @param hostname what this server calls itself, in the address of its reports among other things
     */
    public Signer(KeyRing keys, String hostname, Clock clock) {
        this(keys, hostname, clock, Optional.empty());
    }

    /**
     * @param hostname what this server calls itself, in the address of its reports among other things
     * @param sealer for what is relayed
     */
    public Signer(KeyRing keys, String hostname, Clock clock, Optional<ArcSealer> sealer) {
        this.keys = keys;
        this.hostname = DomainName.ascii(hostname).orElse(hostname);
        this.clock = clock;
        this.sealer = sealer;
    }

    /**
     * Signs a message as it will be on the wire, and seals it if it is relayed.
     *
     * @param id by which the log names it
     * @return the fields that go before it, in ASCII; empty if nobody signs it
     * @throws SigningException if it is to be signed, and can't be
     */
    public byte[] sign(String id, Submitter submitter, Optional<MailAddress> reversePath, ContentSource content)
            throws SigningException, IOException {
        byte[] signatures = signatures(id, submitter, reversePath, content);
        if (sealer.isEmpty()) {
            return signatures;
        }
        byte[] seal = sealer.get().seal(id, submitter, content);
        return ByteBuffer.allocate(seal.length + signatures.length)
                .put(seal)
                .put(signatures)
                .array();
    }

    private byte[] signatures(String id, Submitter submitter, Optional<MailAddress> reversePath, ContentSource content)
            throws SigningException, IOException {
        if (submitter == Submitter.STRANGER || keys.isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = content.open()) {
            MessageReader message = new MessageReader(in);
            List<HeaderField> header = message.header();
            String author = author(header);
            Optional<Responsible> responsible = responsible(author, submitter, reversePath);
            if (responsible.isEmpty()) {
                return new byte[0];
            }
            SignedFields signed = SignedFields.of(header);
            SignatureField signature =
                    new SignatureField(responsible.get().identity(), signed, message.bodyHash(), clock.instant());
            StringBuilder fields = new StringBuilder();
            for (SigningKey key : responsible.get().keys()) {
                fields.append(signature.by(key));
            }
            return fields.toString().getBytes(StandardCharsets.US_ASCII);
        } catch (UnsignableException e) {
            LOG.log(Level.WARNING, "{0} is not signed: {1}", id, e.getMessage());
            return new byte[0];
        }
    }

    /** @param identity a domain, that of the keys or one in it */
    private record Responsible(String identity, List<SigningKey> keys) {}

    private Optional<Responsible> responsible(String author, Submitter submitter, Optional<MailAddress> reversePath) {
        Optional<String> sender = reversePath.map(MailAddress::domain).flatMap(DomainName::ascii);
        Optional<Responsible> ofAuthor = nearest(author, submitter, sender);
        // Mail of this host itself: nobody else's word stands in From.
        return ofAuthor.isEmpty() && author.equals(hostname)
                ? sender.flatMap(domain -> nearest(domain, submitter, sender))
                : ofAuthor;
    }

    /** The domain itself or the nearest one above it that has keys: for DMARC both are aligned (RFC 7489 section 3.1.1). */
    private Optional<Responsible> nearest(String identity, Submitter submitter, Optional<String> sender) {
        for (String domain = identity; domain.indexOf('.') > 0; domain = domain.substring(domain.indexOf('.') + 1)) {
            List<SigningKey> found = keys.keysOf(domain);
            if (!found.isEmpty() && mayHave(domain, submitter, sender)) {
                return Optional.of(new Responsible(identity, found));
            }
        }
        return Optional.empty();
    }

    /** As whom a user may send was looked at for the reverse-path only: From must not go beyond it. */
    private static boolean mayHave(String domain, Submitter submitter, Optional<String> sender) {
        return submitter != Submitter.USER
                || sender.filter(s -> s.equals(domain) || s.endsWith("." + domain))
                        .isPresent();
    }

    /** The domain of the first author, in A-labels. */
    private static String author(List<HeaderField> header) throws UnsignableException {
        List<HeaderField> from =
                header.stream().filter(field -> field.isNamed("From")).toList();
        if (from.size() != 1) {
            // RFC 6376 section 8.15: which of them readers are shown is anybody's guess.
            throw new UnsignableException("it has " + from.size() + " fields From instead of one");
        }
        String text = new String(from.get(0).unfolded().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return address(text)
                .map(address -> address.substring(address.lastIndexOf('@') + 1))
                .flatMap(DomainName::ascii)
                .orElseThrow(() -> new UnsignableException("there is no address in From"));
    }

    private static Optional<String> address(String from) {
        try {
            for (InternetAddress address : InternetAddress.parseHeader(from, false)) {
                if (address.getAddress() != null && address.getAddress().indexOf('@') > 0) {
                    return Optional.of(address.getAddress());
                }
            }
            return Optional.empty();
        } catch (AddressException e) {
            return Optional.empty();
        }
    }
}
