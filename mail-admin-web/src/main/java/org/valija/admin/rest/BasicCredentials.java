package org.valija.admin.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The user and the password of HTTP Basic (RFC 7617), in UTF-8. */
record BasicCredentials(String user, String password) {

    /**
     * Reads the value of an Authorization header.
     *
     * @return empty if there is none, or it is of another scheme or malformed
     */
    static Optional<BasicCredentials> parse(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        String decoded;
        try {
            byte[] octets =
                    Base64.getDecoder().decode(authorization.substring(6).strip());
            decoded = new String(octets, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = decoded.indexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        return Optional.of(new BasicCredentials(decoded.substring(0, colon), decoded.substring(colon + 1)));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BasicCredentials[" + user + "]";
    }
}
