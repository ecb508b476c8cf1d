package org.valija.tlspolicy;

import jakarta.ejb.Local;
import java.util.List;

/** What destinations have published about TLS, for an administrator. */
@Local
public interface DestinationPolicies {

    /**
     * Looks at one, as a delivery by MX would; may wait for name servers and for the domain's web server.
     *
     * @throws org.valija.settings.InvalidSettingException if it is no domain
     */
    DestinationTls examine(String domain);

    /** The MTA-STS policies in force, by domain. */
    List<DestinationTls.Policy> policies(int most);

    /** What this server heeds, in a sentence. */
    String summary();
}
