package org.valija.ra;

/** The client has gone, or has been told to send its message again, so that it must not be delivered now. */
final class NobodyWaitsException extends Exception {

    private static final long serialVersionUID = 1L;

    NobodyWaitsException() {
        super("its client waits no more");
    }
}
