package org.valija.trace;

import jakarta.ejb.Local;
import java.util.List;
import org.valija.settings.InvalidSettingException;

/** What became of messages, for as long as {@code valija.trace.days} says; it is about a second behind. */
@Local
public interface MailTrace {

    /** The most that are found at a time. */
    int MAX_FOUND = 1000;

    /**
     * Newest first.
     *
     * @param limit at most so many, up to {@value #MAX_FOUND}
     * @throws InvalidSettingException if nothing can fulfil the query
     */
    List<TraceEntry> find(TraceQuery query, int offset, int limit);

    /** Where whoever does something with a message notes it. The object is always the same. */
    TraceBuffer buffer();
}
