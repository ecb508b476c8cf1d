package org.valija.suppression;

import jakarta.ejb.Local;
import java.util.List;
import java.util.Map;
import org.valija.MailAddress;

/** Asked by whoever sends, and told by whoever hears of an address that does not exist. */
@Local
public interface SuppressionCheck {

    /** To be asked first; it needs no database, and is the same object for as long as this server runs. */
    SuppressionView view();

    /**
     * Those of the addresses that get nothing of this stream, as committed; in no transaction.
     *
     * @return by the address in lower case
     */
    Map<MailAddress, Suppression> suppressed(List<MailAddress> addresses, String stream);

    /**
     * Puts an entry in, unless there is one that lasts as long; in the caller's transaction, and effective when that has
     * committed.
     */
    void suppress(Suppression entry);
}
