package org.valija;

import java.util.Optional;

/**
 * A client's certificate that has been verified: it chains to an authority that the administrator trusts for this, it is
 * valid now, and the client has its key.
 *
 * @param subject the subject's distinguished name as of RFC 2253, such as {@code CN=ana,O=Ejemplo}
 * @param user whom it stands for: its first rfc822Name, else the common name of its subject; empty if it has neither
 */
public record ClientCertificate(String subject, Optional<String> user) {}
