package org.valija.dkim;

/** Who has given us a message to send: it decides for whom it may be signed. */
public enum Submitter {
    /** An application of this server, or this server itself. */
    SERVER,
    /** A client that has logged in; its sender rules have allowed the reverse-path, but nobody has looked at From. */
    USER,
    /** A client without a login from a network that the administrator vouches for. */
    NETWORK,
    /** Anybody else whose mail is relayed. */
    STRANGER;

    /**
     * Reads what the queue has kept.
     *
     * @param name null, or what is no name, is a stranger: the message is from a version that did not keep it
     */
    public static Submitter named(String name) {
        for (Submitter submitter : values()) {
            if (submitter.name().equals(name)) {
                return submitter;
            }
        }
        return STRANGER;
    }
}
