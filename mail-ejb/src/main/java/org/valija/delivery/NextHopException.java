package org.valija.delivery;

/** A next hop that could not be spoken to, before it has said anything about a recipient: the next one may be tried. */
final class NextHopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean tlsFailed;

    NextHopException(Failure failure, boolean tlsFailed, Throwable cause) {
        super(failure.reason(), cause);
        this.failure = failure;
        this.tlsFailed = tlsFailed;
    }

    Failure failure() {
        return failure;
    }

    /** Whether it was STARTTLS that failed. */
    boolean isTlsFailed() {
        return tlsFailed;
    }
}
