package org.valija.spi;

import org.valija.MailAddress;

/**
 * Tells the postmaster of this server from others; the adapter registers it. Mail for ours is taken from anybody (RFC 5321
 * section 4.5.1): where no bean wants it, it is handed to the relay, which must not pass it on like any other mail.
 */
@FunctionalInterface
public interface LocalPostmaster {

    /** Whether this is the postmaster, in any case, of a domain that beans receive mail for, or of the server itself. */
    boolean isOurs(MailAddress recipient);
}
