package org.valija.spi;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an administrator may change about a listener beyond its port and limits.
 *
 * @param withheld extensions that it does not offer although it could; one that is used all the same is refused
 * @param lineBreaks what becomes of a CR or LF alone
 * @param proxyNetworks balancers, whose connections begin with a PROXY protocol header; addresses or networks such as {@code
 *     10.0.0.0/8}. From others such a header is no command
 * @param xclientNetworks whoever may give another client's name and address by XCLIENT; addresses or networks
 * @param asksCertificate whether TLS handshakes ask the client for a certificate, with which it can log in. It need not have
 *     one, and one that nobody here trusts does no harm
 */
public record ListenerOptions(
        Set<Extension> withheld,
        LineBreaks lineBreaks,
        List<String> proxyNetworks,
        List<String> xclientNetworks,
        boolean asksCertificate) {

    public static final ListenerOptions DEFAULT =
            new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of(), List.of(), false);

    public ListenerOptions {
        withheld = Set.copyOf(withheld);
        Objects.requireNonNull(lineBreaks, "lineBreaks");
        proxyNetworks = List.copyOf(proxyNetworks);
        xclientNetworks = List.copyOf(xclientNetworks);
    }

    /** What becomes of a CR or LF alone, in commands and in content (SMTP smuggling lives on its being a line's end). */
    public enum LineBreaks {
        /** Refused (RFC 5321 section 2.3.8). */
        STRICT,
        /** In content it becomes CR LF; it never ends the content. In commands a LF alone ends the line. */
        NORMALISE
    }
}
