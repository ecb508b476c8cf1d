package org.valija.delivery;

/** A message that must not leave now, for a reason of our own: it is not the next hop's fault, nor would another help. */
public final class NotReadyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** @param failure what all its recipients are told */
    public NotReadyException(Failure failure, Throwable cause) {
        super(failure.reason(), cause);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
