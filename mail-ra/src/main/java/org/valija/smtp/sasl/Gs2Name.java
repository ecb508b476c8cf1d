package org.valija.smtp.sasl;

import java.util.Optional;

/** RFC 5801 section 4 and RFC 5802 section 5.1: in a saslname comma and equals sign are {@code =2C} and {@code =3D}. */
final class Gs2Name {

    private Gs2Name() {}

    /** @return empty if it is no saslname */
    static Optional<String> unescape(String name) {
        String rest = name.replace("=2C", "").replace("=3D", "");
        if (rest.indexOf('=') >= 0 || rest.indexOf(',') >= 0 || rest.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return Optional.of(name.replace("=2C", ",").replace("=3D", "="));
    }
}
