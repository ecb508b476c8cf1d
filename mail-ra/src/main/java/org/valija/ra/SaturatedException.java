package org.valija.ra;

/** A task did not run: too much else is running or waiting, or the server is stopping. Nothing has happened. */
final class SaturatedException extends Exception {

    private static final long serialVersionUID = 1L;

    SaturatedException(String message) {
        super(message);
    }

    SaturatedException(String message, Throwable cause) {
        super(message, cause);
    }
}
