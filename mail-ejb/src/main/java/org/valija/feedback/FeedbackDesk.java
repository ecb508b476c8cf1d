package org.valija.feedback;

import jakarta.ejb.Local;
import java.util.Collection;

/** Is told what was heard, keeps it, and suppresses the addresses that the settings name. */
@Local
public interface FeedbackDesk {

    /** In the caller's transaction. */
    void heard(Collection<Feedback> heard);

    /** Where those note what they have heard who must not wait: the same object for as long as this server runs. */
    OwnBounces ownBounces();
}
