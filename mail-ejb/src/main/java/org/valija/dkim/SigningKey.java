package org.valija.dkim;

import java.security.PrivateKey;
import java.util.Optional;

/**
 * An active key, ready to be used.
 *
 * @param key empty if what the database has of it can't be read
 */
public record SigningKey(String domain, String selector, Algorithm algorithm, Optional<PrivateKey> key) {

    PrivateKey privateKey() throws SigningException {
        return key.orElseThrow(
                () -> new SigningException("The DKIM key " + name() + " is broken: retire or remove it", null));
    }

    /** Its record's name. */
    String name() {
        return selector + "._domainkey." + domain;
    }

    /** Nothing of the key itself, whatever its own class would tell. */
    @Override
    public String toString() {
        return name();
    }
}
