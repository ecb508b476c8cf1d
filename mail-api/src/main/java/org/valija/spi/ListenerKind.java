package org.valija.spi;

/** What a listener is for; each has its own policy about TLS and authentication. */
public enum ListenerKind {
    /** Mail from other servers (port 25): STARTTLS offered, authentication not needed. */
    RELAY,
    /** Mail from users (RFC 6409, port 587): STARTTLS and then AUTH required before MAIL. */
    SUBMISSION,
    /** Mail from users (RFC 8314, port 465): TLS from the first octet, AUTH required before MAIL. */
    SUBMISSIONS
}
