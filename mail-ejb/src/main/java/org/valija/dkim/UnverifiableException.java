package org.valija.dkim;

/** A signature that can't be verified, whatever the message is: it is malformed, or its key's record is. */
final class UnverifiableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param reason a few words of our own, for a comment in a header field */
    UnverifiableException(String reason) {
        super(reason);
    }
}
