package org.valija;

import java.io.IOException;

/** Content that {@link ReceivedMail#parse} refuses: nested too deep, too many header fields, a line too long. */
public class InvalidContentException extends IOException {

    private static final long serialVersionUID = 1L;

    public InvalidContentException(String message, Throwable cause) {
        super(message, cause);
    }
}
