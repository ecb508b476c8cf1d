package org.valija.spi;

import java.io.IOException;
import org.valija.ReceivedMail;

/**
 * Tells senders who have asked for it (NOTIFY=SUCCESS, RFC 3461) that beans have taken their mail; mail-ejb registers it,
 * the adapter calls it inside the delivery's JTA transaction.
 */
@FunctionalInterface
public interface SuccessNotifier {

    /**
     * @param mail with a reverse-path, and with those recipients only that were delivered to and are to be told of; valid
     *     until the method returns
     * @throws IOException if the notification can't be queued: the transaction must be rolled back
     */
    void delivered(ReceivedMail mail) throws IOException;
}
