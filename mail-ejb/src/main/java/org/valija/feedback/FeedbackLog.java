package org.valija.feedback;

import jakarta.ejb.Local;
import java.util.List;

/** What was heard, as an administrator sees it. */
@Local
public interface FeedbackLog {

    /** The newest first. */
    List<Feedback> newest(int offset, int limit);

    long count();
}
