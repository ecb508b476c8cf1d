package org.valija.delivery;

import java.util.Optional;
import org.valija.route.TlsResult;

/** A next hop that could not be spoken to, before it has said anything about a recipient: the next one may be tried. */
final class NextHopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final transient Optional<TlsResult> tls;
    private final boolean loginRefused;

    NextHopException(Failure failure, Throwable cause) {
        this(failure, Optional.empty(), false, cause);
    }

    NextHopException(Failure failure, Optional<TlsResult> tls, Throwable cause) {
        this(failure, tls, false, cause);
    }

    /** @param tls how TLS failed, if it was that */
    NextHopException(Failure failure, Optional<TlsResult> tls, boolean loginRefused, Throwable cause) {
        super(failure.reason(), cause);
        this.failure = failure;
        this.tls = tls;
        this.loginRefused = loginRefused;
    }

    Failure failure() {
        return failure;
    }

    /** Whether it was the login that was refused. */
    boolean isLoginRefused() {
        return loginRefused;
    }

    /** Whether it was TLS that failed. */
    boolean isTlsFailed() {
        return tls.isPresent();
    }

    Optional<TlsResult> tls() {
        return tls;
    }
}
