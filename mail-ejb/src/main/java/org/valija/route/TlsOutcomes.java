package org.valija.route;

import jakarta.ejb.Local;

/** Hears what became of TLS sessions with mail hosts, as far as their domains may want to know. Must neither wait nor throw. */
@Local
public interface TlsOutcomes {

    TlsOutcomes NONE = new TlsOutcomes() {

        @Override
        public void succeeded(PublishedTls published, String host) {}

        @Override
        public void failed(PublishedTls published, String host, String address, TlsResult result, String reason) {}
    };

    /** A session was begun, and met what is published. */
    void succeeded(PublishedTls published, String host);

    /**
     * A session could not be begun, or does not meet what is published.
     *
     * @param host the mail host, if it came to that; else empty
     * @param address the mail host's IP address, if it came to that; else empty
     * @param reason a sentence
     */
    void failed(PublishedTls published, String host, String address, TlsResult result, String reason);
}
