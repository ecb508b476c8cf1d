package org.valija.suppression;

import jakarta.ejb.Local;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** The list of suppressed addresses, as an administrator sees and changes it; effective when the method returns. */
@Local
public interface Suppressions {

    /** @param part of an address, in any case; empty for all; the newest first */
    List<Suppression> search(String part, int offset, int limit);

    long count(String part);

    Optional<Suppression> find(String id);

    /**
     * Puts an entry in, in place of the one of the same address and stream, if there is one.
     *
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a value is wrong
     */
    Suppression put(NewSuppression entry);

    /** Does nothing if there is none. */
    void remove(String id);

    /**
     * Puts all entries of a CSV file in, or none.
     *
     * @return how many
     * @throws InvalidImportException if a line is wrong, with each of them
     */
    int importFrom(Reader csv) throws IOException;

    /** Writes the whole list as a CSV file, a part at a time; in no transaction. */
    void exportTo(Writer csv) throws IOException;
}
