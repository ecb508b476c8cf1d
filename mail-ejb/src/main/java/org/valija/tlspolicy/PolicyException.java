package org.valija.tlspolicy;

import org.valija.route.TlsResult;

/** A policy that could not be fetched, or is none. */
final class PolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final TlsResult result;

    PolicyException(TlsResult result, String reason, Throwable cause) {
        super(reason, cause);
        this.result = result;
    }

    TlsResult result() {
        return result;
    }
}
