package org.valija.delivery;

/** A next hop that could not be spoken to, before it has said anything about a recipient: the next one may be tried. */
final class NextHopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean tlsFailed;
    private final boolean loginRefused;

    NextHopException(Failure failure, boolean tlsFailed, Throwable cause) {
        this(failure, tlsFailed, false, cause);
    }

    NextHopException(Failure failure, boolean tlsFailed, boolean loginRefused, Throwable cause) {
        super(failure.reason(), cause);
        this.failure = failure;
        this.tlsFailed = tlsFailed;
        this.loginRefused = loginRefused;
    }

    Failure failure() {
        return failure;
    }

    /** Whether it was the login that was refused. */
    boolean isLoginRefused() {
        return loginRefused;
    }

    /** Whether it was STARTTLS that failed. */
    boolean isTlsFailed() {
        return tlsFailed;
    }
}
