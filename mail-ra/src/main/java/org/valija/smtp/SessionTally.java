package org.valija.smtp;

/**
 * What a client has done in its session so far. Commands and errors are those since the last message that was taken: who
 * delivers mail may go on. For one thread.
 */
final class SessionTally {

    private final SessionLimits limits;
    private int commands;
    private int errors;
    private int messages;

    SessionTally(SessionLimits limits) {
        this.limits = limits;
    }

    /** @return whether it was one too many */
    boolean command() {
        return ++commands > limits.maxCommands();
    }

    /** @return whether it was one too many */
    boolean error() {
        return ++errors >= limits.maxErrors();
    }

    /**
     * RFC 9422 section 4.1, MAILMAX: each MAIL counts, whatever becomes of it.
     *
     * @return whether it was one too many
     */
    boolean message() {
        return ++messages > limits.maxMessages();
    }

    /** A recipient was taken: its command was worth it. */
    void recipientTaken() {
        commands--;
    }

    void messageTaken() {
        commands = 0;
        errors = 0;
    }

    int errors() {
        return errors;
    }
}
