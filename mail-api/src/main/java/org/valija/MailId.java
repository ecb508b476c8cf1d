package org.valija;

import java.util.Objects;
import java.util.UUID;

/**
 * The id that Valija gives to a message that it sends.
 *
 * @param value 1 to 64 letters, digits and hyphens
 */
public record MailId(String value) {

    public MailId {
        Objects.requireNonNull(value, "value");
        if (!value.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("A mail id is 1 to 64 letters, digits and hyphens");
        }
    }

    /** A new id, different from all others. */
    public static MailId create() {
        return new MailId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
