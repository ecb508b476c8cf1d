package org.valija.route;

import java.util.Locale;

/** How a TLS session with a mail host failed to come about (RFC 8460 section 4.3). */
public enum TlsResult {
    STARTTLS_NOT_SUPPORTED,
    CERTIFICATE_HOST_MISMATCH,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_TRUSTED,
    VALIDATION_FAILURE,
    TLSA_INVALID,
    DNSSEC_INVALID,
    DANE_REQUIRED,
    STS_POLICY_FETCH_ERROR,
    STS_POLICY_INVALID,
    STS_WEBPKI_INVALID;

    /** As in a report. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
