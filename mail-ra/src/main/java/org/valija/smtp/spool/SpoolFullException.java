package org.valija.smtp.spool;

import java.io.IOException;

/** All messages together fill the spool. */
public final class SpoolFullException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolFullException(String message) {
        super(message);
    }
}
