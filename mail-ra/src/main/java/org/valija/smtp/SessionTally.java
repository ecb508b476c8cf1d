package org.valija.smtp;

/**
 * What a client has done in its session so far. Commands and errors are those since the last message that was taken: who
 * delivers mail may go on. For one thread.
 */
final class SessionTally {

    /** With fewer octets in a chunk a message of common size needs more commands than a session has. */
    private static final long USEFUL_CHUNK = 4 * 1024;

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

    /** A chunk was taken: its command was worth it, unless it has next to nothing in it. */
    void chunkTaken(long octets) {
        if (octets >= USEFUL_CHUNK) {
            commands--;
        }
    }

    void messageTaken() {
        commands = 0;
        errors = 0;
    }

    /** XCLIENT: it is another client's session from here on. */
    void forget() {
        messageTaken();
        messages = 0;
    }

    int errors() {
        return errors;
    }
}
