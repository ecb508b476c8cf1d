package org.valija.admin.rest;

import java.util.Optional;
import java.util.Set;
import org.valija.dkim.Algorithm;
import org.valija.dkim.DkimKeys;
import org.valija.dkim.KeyState;
import org.valija.settings.InvalidSettingException;

/**
 * A new key, as JSON has it.
 *
 * @param algorithm of a key that is to be made; RSA unless it is said
 * @param bits of an RSA key that is to be made
 * @param pem a key that is given; then algorithm and size are its own
 */
record DkimKeyDocument(String domain, String selector, Algorithm algorithm, int bits, Optional<String> pem) {

    private static final Set<String> FIELDS = Set.of("domain", "selector", "algorithm", "bits", "key");
    private static final String STATE = "state";

    /** @throws InvalidSettingException as {@link JsonFields} has it */
    static DkimKeyDocument read(String json) {
        JsonFields fields = JsonFields.parse("a DKIM key", json, FIELDS);
        Optional<String> pem = fields.text("key");
        Optional<Algorithm> algorithm = fields.constant("algorithm", Algorithm.values());
        Optional<Long> bits = fields.number("bits", Integer.MAX_VALUE);
        if (pem.isPresent() && algorithm.isPresent()) {
            throw new InvalidSettingException("algorithm", "A key that is given has an algorithm of its own.");
        }
        boolean rsa = pem.isEmpty() && algorithm.orElse(Algorithm.RSA) == Algorithm.RSA;
        if (bits.isPresent() && !rsa) {
            throw new InvalidSettingException("bits", "Only an RSA key that is to be made has a size to choose.");
        }
        return new DkimKeyDocument(
                fields.text("domain").orElseThrow(() -> fields.missing("domain")),
                fields.text("selector").orElseThrow(() -> fields.missing("selector")),
                algorithm.orElse(Algorithm.RSA),
                bits.map(Long::intValue).orElse(DkimKeys.USUAL_BITS),
                pem);
    }

    /** Reads {@code {"state": "active"}} or {@code "retired"}. */
    static KeyState state(String json) {
        JsonFields fields = JsonFields.parse("a state", json, Set.of(STATE));
        return fields.constant(STATE, new KeyState[] {KeyState.ACTIVE, KeyState.RETIRED})
                .orElseThrow(() -> fields.missing(STATE));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return selector + " of " + domain;
    }
}
