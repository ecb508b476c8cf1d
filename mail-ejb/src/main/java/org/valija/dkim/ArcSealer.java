package org.valija.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.content.ContentSource;
import org.valija.dkim.ArcChain.Status;
import org.valija.spi.DomainName;

/**
 * Seals what is relayed (RFC 8617): it writes down how the message came here, for whoever gets it behind us, in a form that
 * nobody can change. Safe for use by many threads; it reads the message once and keeps no more of it than its header.
 */
public final class ArcSealer {

    private static final Logger LOG = System.getLogger(ArcSealer.class.getName());

    private static final byte[] NOTHING = {};

    private final KeyRing keys;
    private final String domain;
    private final PublicKeys published;
    private final String hostname;
    private final Clock clock;

    /**
     * @param domain whose key seals, in A-labels and lower case
     * @param published where the keys of those are looked up who had the message before
     * @param hostname what this server calls itself
     */
    public ArcSealer(KeyRing keys, String domain, PublicKeys published, String hostname, Clock clock) {
        this.keys = keys;
        this.domain = domain;
        this.published = published;
        this.hostname = DomainName.ascii(hostname).orElse(hostname);
        this.clock = clock;
    }

    /**
     * Seals a message as it will be on the wire. May wait for name servers. What can't be sealed leaves without: its chain,
     * if there is one, stays as it is.
     *
     * @param id by which the log names it
     * @return the fields that go before it, in ASCII; empty if it is not sealed
     * @throws SigningException if the key can't be used
     */
    byte[] seal(String id, Submitter submitter, ContentSource content) throws SigningException, IOException {
        if (submitter == Submitter.SERVER) {
            return NOTHING; // it has begun here
        }
        Optional<SigningKey> key = key();
        if (key.isEmpty()) {
            LOG.log(Level.WARNING, "{0} is not sealed: {1} has no active DKIM key", id, domain);
            return NOTHING;
        }
        try (InputStream in = content.open()) {
            return set(submitter, new MessageReader(in), key.get()).getBytes(StandardCharsets.US_ASCII);
        } catch (UnsignableException e) {
            LOG.log(Level.INFO, "{0} is not sealed: {1}", id, e.getMessage());
            return NOTHING;
        }
    }

    /** Each set has one signature: RSA first, which everybody knows. */
    private Optional<SigningKey> key() {
        return keys.keysOf(domain).stream()
                .min(Comparator.comparing(SigningKey::algorithm).thenComparing(SigningKey::selector));
    }

    private String set(Submitter submitter, MessageReader message, SigningKey key)
            throws IOException, UnsignableException, SigningException {
        Instant now = clock.instant();
        List<HeaderField> header = message.header();
        ArcChain chain = ArcChain.of(header);
        if (chain.isSealedAsFailed()) {
            throw new UnsignableException("its chain was found broken by another host");
        }
        if (chain.highest() >= ArcChain.MAX_INSTANCE) {
            throw new UnsignableException("its chain has " + chain.highest() + " sets already");
        }
        List<DkimCheck> checks = DkimCheck.of(header, now);
        List<MessageSignature> signatures = new ArrayList<>(checks.stream()
                .map(DkimCheck::signature)
                .flatMap(Optional::stream)
                .toList());
        chain.newest().ifPresent(signatures::add);
        RelaxedBody body = new RelaxedBody();
        List<CanonicalBody> bodies =
                new ArrayList<>(signatures.stream().map(MessageSignature::body).toList());
        bodies.add(body);
        message.readBody(bodies.toArray(CanonicalBody[]::new));

        Set<String> names = new HashSet<>(chain.keyNames());
        signatures.forEach(signature -> names.add(signature.signature().keyName()));
        PublicKeys.Found found = published.find(names);
        Status status = chain.status(header, found)
                .orElseThrow(() -> new UnsignableException("the keys of its chain can't be looked up now"));
        String results = results(chain.highest() + 1, status, submitter, header, checks, found);
        // RFC 8617 section 5.1.2: of a broken chain nothing is sealed but that it is.
        String before = status == Status.FAIL ? "" : chain.canonical();
        return sealed(chain.highest() + 1, status, results, before, header, body.hash(), key, now);
    }

    /** RFC 8617 section 4.1.1, RFC 8601. */
    private String results(
            int instance,
            Status status,
            Submitter submitter,
            List<HeaderField> header,
            List<DkimCheck> checks,
            PublicKeys.Found found) {
        List<String> results = new ArrayList<>();
        results.add("arc=" + status.tag());
        if (checks.isEmpty()) {
            results.add("dkim=none");
        }
        checks.forEach(check -> results.add(check.result(header, found)));
        if (submitter == Submitter.USER) {
            results.add("auth=pass");
        }
        return ArcChain.RESULTS + ": i=" + instance + "; " + hostname + ";\r\n\t" + String.join(";\r\n\t", results)
                + "\r\n";
    }

    private static String sealed(
            int instance,
            Status status,
            String results,
            String before,
            List<HeaderField> header,
            byte[] bodyHash,
            SigningKey key,
            Instant now)
            throws UnsignableException, SigningException {
        List<String> own = List.of(
                "i=" + instance + ";",
                "a=" + key.algorithm().tag() + ";",
                "d=" + key.domain() + ";",
                "s=" + key.selector() + ";",
                "t=" + now.getEpochSecond() + ";");
        SignedFields signed = SignedFields.of(header).and("DKIM-Signature", header);
        List<String> ofMessage = new ArrayList<>(own);
        ofMessage.add("c=relaxed/relaxed;");
        ofMessage.addAll(signed.words());
        ofMessage.add("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";");
        String message = SignedTags.write(ArcChain.MESSAGE_SIGNATURE, ofMessage, signed.canonical(), key);

        List<String> ofSeal = new ArrayList<>(own);
        ofSeal.add("cv=" + status.tag() + ";");
        String seal = SignedTags.write(ArcChain.SEAL, ofSeal, before + relaxed(results) + relaxed(message), key);
        return seal + message + results;
    }

    /** @param field with its CRLF */
    private static String relaxed(String field) throws UnsignableException {
        return HeaderField.parse(field.substring(0, field.length() - 2)).relaxed() + "\r\n";
    }
}
