package org.valija;

/** Valija is not there (not deployed, starting, stopping), or its queue takes no message now. */
public class MailUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public MailUnavailableException(String message) {
        super(message);
    }

    public MailUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
