package org.valija.outbound;

import java.util.Optional;
import java.util.Set;
import org.valija.MailId;
import org.valija.order.MailCriteria;
import org.valija.settings.InvalidSettingException;

/**
 * Which rows of the deferred store are meant: those that fulfil all that is given; all if nothing is.
 *
 * @param keys these rows; empty for any
 * @param message those of a message
 * @param criteria those of a kind of mail
 * @param state those that wait for this
 */
public record Selection(
        Set<String> keys, Optional<MailId> message, MailCriteria criteria, Optional<WaitingMail.State> state) {

    /** Everything that waits. */
    public static final Selection ALL = new Selection(Set.of(), Optional.empty(), MailCriteria.ALL, Optional.empty());

    /** The most rows that can be named. */
    public static final int MAX_KEYS = 1000;

    public Selection {
        keys = Set.copyOf(keys);
    }

    /** These rows; at least one. */
    public static Selection ofRows(Set<String> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("No row would mean every row");
        }
        return new Selection(keys, Optional.empty(), MailCriteria.ALL, Optional.empty());
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /**
     * @param streams those that there are
     * @throws InvalidSettingException with the first that nothing can fulfil
     */
    void check(Set<String> streams) {
        if (keys.size() > MAX_KEYS) {
            throw new InvalidSettingException("keys", "Name at most " + MAX_KEYS + " rows.");
        }
        criteria.check(streams);
    }
}
