package org.valija;

import jakarta.ejb.ApplicationException;

/**
 * Thrown by a {@link MailListener} to refuse a message for good: the JTA transaction is rolled back and the client gets
 * this exception's reply.
 *
 * <p>It is an application exception, so the container neither logs it as a fault of the bean nor throws the bean's
 * instance away.
 */
@ApplicationException(rollback = true, inherited = true)
public class MailRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String status;
    private final String text;

    /** Refuses with {@code 550 5.7.1} and a text for the client. */
    public MailRejectedException(String text) {
        this(550, "5.7.1", text);
    }

    /**
     * @param code the reply code, 500 to 599
     * @param status the enhanced status code (RFC 3463), such as {@code 5.6.0}
     * @param text one printable line
     * @throws IllegalArgumentException if these make no 5xx reply
     */
    public MailRejectedException(int code, String status, String text) {
        super(text);
        Reply reply = Reply.of(code, status, text);
        if (reply.code() / 100 != 5) {
            throw new IllegalArgumentException("A rejection is a 5xx reply, not " + code);
        }
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** The reply that the client gets. */
    public Reply reply() {
        return Reply.of(code, status, text);
    }
}
