package org.valija.verp;

import jakarta.ejb.Local;
import java.time.Instant;

/** The keys of return addresses. */
@Local
public interface ReturnKeys {

    /** How return addresses are made and read, for as long as this server runs. */
    ReturnAddresses addresses();

    /**
     * Makes a new key. The others stay until the last address that they have signed is no longer valid.
     *
     * @return when it begins to sign: as soon as the other nodes know it
     */
    Instant rotate();
}
