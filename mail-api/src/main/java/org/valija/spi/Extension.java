package org.valija.spi;

/** The SMTP service extensions that a listener can offer (RFC 5321 section 2.2); EHLO tells which it does. */
public enum Extension {
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 3030. */
    CHUNKING("CHUNKING"),
    /** RFC 3030; only where CHUNKING is offered. */
    BINARYMIME("BINARYMIME"),
    /** RFC 2034. */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** RFC 3461. */
    DSN("DSN"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 9422. */
    LIMITS("LIMITS"),
    /** RFC 8689; only under TLS. */
    REQUIRETLS("REQUIRETLS"),
    /** RFC 4865; only where users send. */
    FUTURERELEASE("FUTURERELEASE"),
    /** RFC 6710; only where users send. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 2852. */
    DELIVERBY("DELIVERBY"),
    /** RFC 3207; only where there are keys and TLS is not on already. */
    STARTTLS("STARTTLS"),
    /** RFC 4954; only under TLS. */
    AUTH("AUTH");

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /** As in the reply to EHLO. */
    public String keyword() {
        return keyword;
    }
}
