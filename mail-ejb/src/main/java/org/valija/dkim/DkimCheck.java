package org.valija.dkim;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Looks whether a DKIM signature that came with a message is right (RFC 6376 section 6.1). For one thread, used once. */
final class DkimCheck {

    /** So many are looked at: a stranger may write any number. */
    private static final int MAX_SIGNATURES = 5;

    /** RFC 8601 section 2.7.1, in characters. */
    private static final int SHOWN_SIGNATURE = 8;

    private final Optional<MessageSignature> signature;
    private final String flaw;

    private DkimCheck(Optional<MessageSignature> signature, String flaw) {
        this.signature = signature;
        this.flaw = flaw;
    }

    /** Of the signatures from the top, which are the last ones that were made. */
    static List<DkimCheck> of(List<HeaderField> header, Instant now) {
        return header.stream()
                .filter(field -> field.isNamed("DKIM-Signature"))
                .limit(MAX_SIGNATURES)
                .map(field -> of(field, now))
                .toList();
    }

    private static DkimCheck of(HeaderField field, Instant now) {
        try {
            return new DkimCheck(Optional.of(MessageSignature.dkim(field, now)), "");
        } catch (UnverifiableException e) {
            return new DkimCheck(Optional.empty(), e.getMessage());
        }
    }

    /** The signature, if it can be verified at all; the body is to be read into it. */
    Optional<MessageSignature> signature() {
        return signature;
    }

    /** As a result of RFC 8601 section 2.7.1, in ASCII. */
    String result(List<HeaderField> header, PublicKeys.Found keys) {
        if (signature.isEmpty()) {
            return "dkim=permerror (" + flaw + ")";
        }
        CarriedSignature carried = signature.get().signature();
        return "dkim=" + verdict(signature.get(), header, keys) + " header.d=" + carried.domain() + " header.s="
                + carried.selector() + " header.b=\"" + shown(carried) + "\"";
    }

    private static String verdict(MessageSignature signature, List<HeaderField> header, PublicKeys.Found keys) {
        if (keys.isUnknown(signature.signature())) {
            return "temperror";
        }
        try {
            return signature.isOf(header, keys.recordOf(signature.signature())) ? "pass" : "fail";
        } catch (UnverifiableException e) {
            return "permerror (" + e.getMessage() + ")";
        }
    }

    private static String shown(CarriedSignature carried) {
        String value = Base64.getEncoder().encodeToString(carried.value());
        return value.substring(0, Math.min(value.length(), SHOWN_SIGNATURE));
    }
}
