package org.valija;

/**
 * An envelope identifier (ENVID): the sender's name for a message, which notifications about it give back (RFC 3461
 * section 4.4).
 *
 * @param value printable ASCII, decoded
 */
public record EnvelopeId(String value) {

    /** RFC 3461 section 5.4, of the encoded form. */
    public static final int MAX_LENGTH = 100;

    /** @throws IllegalArgumentException if it is empty, not printable ASCII, or longer than 100 characters when encoded */
    public EnvelopeId {
        if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("ENVID is printable ASCII");
        }
        if (Xtext.encode(value).length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ENVID has at most 100 characters");
        }
    }

    /**
     * Reads the parameter's value.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EnvelopeId parse(String parameter) {
        if (parameter.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ENVID has at most 100 characters");
        }
        return new EnvelopeId(Xtext.decode(parameter, "ENVID"));
    }

    /** As the parameter's value: xtext. */
    public String parameter() {
        return Xtext.encode(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
