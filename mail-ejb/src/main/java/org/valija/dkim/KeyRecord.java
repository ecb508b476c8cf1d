package org.valija.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The TXT record by which the world verifies what a key has signed (RFC 6376 section 3.6).
 *
 * @param name where it is published, without a final dot
 * @param value all of it
 */
public record KeyRecord(String name, String value) {

    /** RFC 1035 section 3.3: a character string of a TXT record. */
    private static final int MAX_STRING = 255;

    static KeyRecord of(String domain, String selector, Algorithm algorithm, String publicKey) {
        return new KeyRecord(
                selector + "._domainkey." + domain, "v=DKIM1; k=" + algorithm.keyType() + "; p=" + publicKey);
    }

    /** The value in pieces that fit into a TXT record. Verifiers put them together without anything in between. */
    public List<String> strings() {
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < value.length(); i += MAX_STRING) {
            strings.add(value.substring(i, Math.min(value.length(), i + MAX_STRING)));
        }
        return strings;
    }

    /** As a line of a zone file (RFC 1035 section 5.1). */
    public String zoneLine() {
        return name + ". IN TXT "
                + strings().stream().map(text -> '"' + text + '"').collect(Collectors.joining(" ", "( ", " )"));
    }
}
