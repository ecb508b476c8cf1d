package org.valija.spi;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/**
 * Remembers which messages beans have had, for those beans that want none twice ({@code exactlyOnce}); mail-ejb registers
 * it, the adapter calls it inside a {@link DeliveryTransaction}, before the beans.
 */
public interface Receipts {

    /**
     * That a bean has had a message for one recipient.
     *
     * @param key the same whenever the same message comes again for the same bean and recipient; 64 characters
     * @param bean for people: whose it is
     * @param mailId for people: Valija's id of the message
     */
    record Receipt(String key, String bean, String mailId) {

        private static final int KEY_LENGTH = 64;

        public Receipt {
            Objects.requireNonNull(bean, "bean");
            Objects.requireNonNull(mailId, "mailId");
            if (key.length() != KEY_LENGTH) {
                throw new IllegalArgumentException("A receipt's key has " + KEY_LENGTH + " characters");
            }
        }
    }

    /**
     * Writes, in the caller's JTA transaction, those receipts that are not there yet.
     *
     * @return for each key that was there: the id of the message of then
     * @throws Exception if the receipts can't be written, also because another delivery is just writing one of them; the
     *     transaction must be rolled back then
     */
    Map<String, String> enter(Collection<Receipt> receipts) throws Exception;
}
