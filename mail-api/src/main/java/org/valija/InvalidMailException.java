package org.valija;

/** A message that {@link MailSender} refuses; nothing of it was queued. */
public class InvalidMailException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Why a message is refused. */
    public enum Reason {
        /** The envelope has no recipient. */
        NO_RECIPIENTS,
        /** There is no address that bounces could go to. */
        NO_SENDER,
        /** An address that cannot exist. */
        INVALID_ADDRESS,
        /** A line break where the start of another header field could be smuggled in: in an address or a header. */
        LINE_BREAK,
        /** Larger than the limit. */
        TOO_LARGE,
        /** The content can't be read or is no message. */
        UNREADABLE,
        /** A time in the past or too far ahead, or an expiry that comes before the message may go. */
        INVALID_TIME,
        /** A priority, an envelope id or a business key that is out of its limits, or a page to unsubscribe that is none. */
        INVALID_OPTION,
        /** A stream of mail that the server does not know. */
        UNKNOWN_STREAM
    }

    private final Reason reason;
    private final String field;

    /** @param field as from {@link #field()} */
    public InvalidMailException(Reason reason, String field, String message) {
        this(reason, field, message, null);
    }

    /** @param field as from {@link #field()} */
    public InvalidMailException(Reason reason, String field, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.field = field;
    }

    public Reason reason() {
        return reason;
    }

    /**
     * What is wrong, named like the builder's method: {@code to}, {@code subject}, {@code notBefore}; the name of a header
     * field, such as {@code Reply-To}; or empty if it is the message as a whole.
     */
    public String field() {
        return field;
    }
}
