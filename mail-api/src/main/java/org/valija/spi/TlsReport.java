package org.valija.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificates that the server uses for TLS, and what is wrong with their files.
 *
 * @param certificates which the server shows; empty if there is no TLS
 * @param authorities whose certificates show who a client is; empty if there are none
 * @param problems why files are not in use as they are now; sentences
 * @param warning how long before its end a certificate is to be renewed
 */
public record TlsReport(List<Entry> certificates, List<Entry> authorities, List<String> problems, Duration warning) {

    public TlsReport {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
        problems = List.copyOf(problems);
    }

    /**
     * A certificate. Its texts have no control characters in them.
     *
     * @param names the DNS names that it is for, or whom else
     * @param issuer who has issued it, as RFC 2253 writes names
     * @param kind of its key, such as {@code EC}
     * @param notAfter when it ends
     * @param file where it is
     * @param byDefault whether clients see it that ask for no name, or for an unknown one
     */
    public record Entry(
            List<String> names, String issuer, String kind, Instant notAfter, String file, boolean byDefault) {

        public Entry {
            names = List.copyOf(names);
        }
    }

    /** Whether the end of a certificate is near, or has come. */
    public boolean endsSoon(Entry entry, Instant now) {
        return now.plus(warning).isAfter(entry.notAfter());
    }
}
