package org.valija.smtp.grammar;

/** A command that does not follow the grammar. The message is for the client: printable ASCII, nothing of its own text. */
public final class SmtpSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of thing is wrong; each has its own reply. */
    public enum Fault {
        /** The line is no command at all: not UTF-8, or with control characters. */
        LINE,
        /** An argument is missing, or stands where none may. */
        ARGUMENT,
        /** A parameter is malformed or given twice. */
        PARAMETER,
        /** A parameter that was never announced. */
        UNKNOWN_PARAMETER,
        /** The reverse-path is malformed. */
        REVERSE_PATH,
        /** The forward-path is malformed. */
        FORWARD_PATH
    }

    private final Fault fault;

    SmtpSyntaxException(Fault fault, String message) {
        // Without stack trace: strangers cause it at will, and the message says it all.
        super(message, null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
