package org.valija.dkim;

import jakarta.ejb.Local;

/** The records of the keys, as the domain name system has them. */
@Local
public interface DkimRecords {

    /**
     * Looks a key's record up, and remembers for the key that it is right, if it is. Waits for name servers.
     *
     * @throws org.valija.settings.InvalidSettingException if there is no such key
     */
    RecordCheck check(long id);
}
