package org.valija.tlsreport;

import jakarta.ejb.Local;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.valija.MailAddress;

/** What others report about TLS sessions with our mail hosts. */
@Local
public interface ReceivedReports {

    /** Whether reports come in at this address. */
    boolean areFor(MailAddress recipient);

    /**
     * Reads a report, and keeps it in the transaction of the caller.
     *
     * @param id by which the log names the message
     * @return whether it was one
     */
    boolean take(String id, InputStream message) throws IOException;

    long count();

    /** The newest first. */
    List<ReceivedReport> list(int offset, int limit);
}
