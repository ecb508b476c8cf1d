package org.valija;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A client's certificate that was found right at the TLS handshake: issued by an authority that the administrator trusts for
 * clients, made for that purpose, and not expired. What else a client may show is not told at all.
 *
 * <p>Its texts are what the authority has signed; they may have any characters in them.
 *
 * @param subject whom it is for, as RFC 4514 writes it, such as {@code CN=Ana,O=Ejemplo}; may be empty
 * @param issuer who has issued it, in the same form
 * @param names of its user as the administrator wants them taken from it (an e-mail address, the common name), the first one
 *     before others; as they stand there, unprepared; may be empty
 * @param notAfter when it ends
 */
public record ClientCertificate(String subject, String issuer, List<String> names, Instant notAfter) {

    public ClientCertificate {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(notAfter, "notAfter");
        names = List.copyOf(names);
    }
}
