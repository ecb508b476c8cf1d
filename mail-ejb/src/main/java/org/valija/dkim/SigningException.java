package org.valija.dkim;

/** A message that should be signed can't be for now; it must not leave without. */
public final class SigningException extends Exception {

    private static final long serialVersionUID = 1L;

    SigningException(String message, Throwable cause) {
        super(message, cause);
    }
}
