package org.valija.dkim;

import jakarta.ejb.Local;
import java.util.List;

/** The keys that sign, from memory. */
@Local
public interface KeyRing {

    /**
     * The active keys of this domain itself, not of its parents; each of them is to sign.
     *
     * @param domain in A-labels and lower case
     */
    List<SigningKey> keysOf(String domain);

    /** Whether no domain has one. */
    boolean isEmpty();
}
