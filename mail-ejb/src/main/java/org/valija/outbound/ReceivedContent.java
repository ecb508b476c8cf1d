package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import org.valija.ReceivedMail;
import org.valija.content.ContentSource;

/** Read from the adapter's spool, as often as it is asked for; as long as the mail is valid. */
record ReceivedContent(ReceivedMail mail) implements ContentSource {

    @Override
    public long size() {
        return mail.size();
    }

    @Override
    public InputStream open() throws IOException {
        return mail.content();
    }
}
