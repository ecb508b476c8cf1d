package org.valija.route;

/**
 * What destinations and hosts have published about TLS. Hosts that a policy rules out are left out; where none is left, the
 * answer says why. Safe for use by many threads; may wait for name servers and a web server, for a bounded time.
 */
public interface TlsPolicies {

    /** Nobody has published anything. */
    TlsPolicies NONE = new TlsPolicies() {

        @Override
        public NextHops forDomain(String domain, NextHops.Hosts found) {
            return found;
        }

        @Override
        public NextHops forSmartHost(NextHops.Hosts found) {
            return found;
        }
    };

    /**
     * For the mail hosts of a domain.
     *
     * @param domain not an address literal
     */
    NextHops forDomain(String domain, NextHops.Hosts found);

    /** For a host that the administrator has named. */
    NextHops forSmartHost(NextHops.Hosts found);
}
