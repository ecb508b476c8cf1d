package org.valija;

/** What a listener is for; each has its own policy about TLS and authentication. */
public enum ListenerKind {
    /** Mail from other servers (port 25): STARTTLS offered, authentication not needed. */
    RELAY,
    /** Mail from users (RFC 6409, port 587): STARTTLS and then AUTH required before MAIL. */
    SUBMISSION,
    /** Mail from users (RFC 8314, port 465): TLS from the first octet, AUTH required before MAIL. */
    SUBMISSIONS,
    /**
     * Mail from another server that has taken it (RFC 2033): a reply for each recipient, each of whom is delivered to in a
     * JTA transaction of its own. Nothing is relayed but by a rule that names the listener.
     */
    LMTP;

    /** Whether users send by it: with TLS and a login, always. */
    public boolean isSubmission() {
        return this == SUBMISSION || this == SUBMISSIONS;
    }
}
