package org.valija.dkim;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A signature over a message that came with it: DKIM-Signature (RFC 6376 section 6.1), or ARC-Message-Signature (RFC 8617
 * section 4.1.2), which is nearly the same. For one thread: the body is to be read into {@link #body()} before it is asked.
 */
final class MessageSignature {

    private final CarriedSignature signature;
    private final List<String> names;
    private final boolean relaxedHeader;
    private final CanonicalBody body;
    private final long limit;
    private final byte[] bodyHash;

    private MessageSignature(
            CarriedSignature signature, List<String> names, boolean relaxedHeader, boolean relaxedBody, long limit)
            throws UnverifiableException {
        this.signature = signature;
        this.names = names;
        this.relaxedHeader = relaxedHeader;
        this.limit = limit;
        this.body = relaxedBody ? new RelaxedBody(limit) : new SimpleBody(limit);
        this.bodyHash = CarriedSignature.base64(CarriedSignature.required(signature.tags(), "bh"));
    }

    /** @throws UnverifiableException if it is none */
    static MessageSignature dkim(HeaderField field, Instant now) throws UnverifiableException {
        MessageSignature parsed = parse(field);
        TagList tags = parsed.signature.tags();
        if (!CarriedSignature.required(tags, "v").equals("1")) {
            throw new UnverifiableException("unknown version");
        }
        if (!parsed.names.contains("from")) {
            throw new UnverifiableException("From is not signed");
        }
        String end = tags.compact("x").orElse("");
        // RFC 6376 section 3.5: of any length up to 12 digits
        if (!end.isEmpty() && (!end.matches("\\d{1,12}") || Long.parseLong(end) < now.getEpochSecond())) {
            throw new UnverifiableException("expired");
        }
        String domain = parsed.signature.domain();
        String identity = parsed.identity();
        if (!identity.equals(domain) && !identity.endsWith("." + domain)) {
            throw new UnverifiableException("the identity is of another domain");
        }
        return parsed;
    }

    /** @throws UnverifiableException if it is none */
    static MessageSignature arc(HeaderField field) throws UnverifiableException {
        MessageSignature parsed = parse(field);
        if (parsed.names.contains("arc-seal")) { // RFC 8617 section 4.1.2
            throw new UnverifiableException("ARC-Seal is signed");
        }
        return parsed;
    }

    private static MessageSignature parse(HeaderField field) throws UnverifiableException {
        CarriedSignature signature = CarriedSignature.parse(field);
        TagList tags = signature.tags();
        List<String> names = List.of(
                CarriedSignature.required(tags, "h").toLowerCase(Locale.ROOT).split(":"));
        String[] forms =
                tags.compact("c").orElse("simple").toLowerCase(Locale.ROOT).split("/", 2);
        String length = tags.compact("l").orElse("");
        if (!length.isEmpty() && !length.matches("\\d{1,18}")) {
            throw new UnverifiableException("the tag l is no number");
        }
        return new MessageSignature(
                signature,
                names,
                isRelaxed(forms[0]),
                forms.length > 1 && isRelaxed(forms[1]),
                length.isEmpty() ? Long.MAX_VALUE : Long.parseLong(length));
    }

    private static boolean isRelaxed(String form) throws UnverifiableException {
        return switch (form) {
            case "relaxed" -> true;
            case "simple" -> false;
            default -> throw new UnverifiableException("unknown canonical form");
        };
    }

    /** The domain in the tag {@code i}, by default {@code d}. */
    private String identity() {
        String identity = signature.tags().compact("i").orElse("@" + signature.domain());
        return identity.substring(identity.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    CarriedSignature signature() {
        return signature;
    }

    /** Where the message's body is to be read into. */
    CanonicalBody body() {
        return body;
    }

    /**
     * Whether it is this message's, whose body has been read.
     *
     * @throws UnverifiableException if the key's domain does not want it to be used for this
     */
    boolean isOf(List<HeaderField> header, PublicKeyRecord key) throws UnverifiableException {
        if (key.isStrict() && !identity().equals(signature.domain())) {
            throw new UnverifiableException("the key is for no subdomain");
        }
        boolean bodyIsSame = MessageDigest.isEqual(body.hash(), bodyHash)
                && (limit == Long.MAX_VALUE || body.size() >= limit); // RFC 6376 section 3.5, the tag l
        return bodyIsSame && signature.isOf(signed(header), key.keyFor(signature));
    }

    /** RFC 6376 sections 3.7 and 5.4.2: of each name from the last field upwards, and then the signature's own. */
    private String signed(List<HeaderField> header) {
        Map<String, Deque<HeaderField>> fields = new HashMap<>();
        for (HeaderField field : header) {
            if (field != signature.field()) {
                fields.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayDeque<>())
                        .push(field);
            }
        }
        StringBuilder signed = new StringBuilder();
        for (String name : names) {
            Deque<HeaderField> rest = fields.getOrDefault(name, new ArrayDeque<>());
            if (!rest.isEmpty()) {
                signed.append(canonical(rest.pop())).append("\r\n");
            }
        }
        return signed.append(canonical(signature.unsigned())).toString();
    }

    private String canonical(HeaderField field) {
        return relaxedHeader ? field.relaxed() : field.simple();
    }
}
