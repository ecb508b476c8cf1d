package org.valija.ra.token;

/** The keys that tokens are checked with can't be had now. */
public final class KeysUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super("The keys for tokens can't be read", cause);
    }
}
