package org.valija.compose;

import java.io.Closeable;
import java.io.IOException;
import org.valija.Envelope;
import org.valija.content.Content;

/** A message that is ready to be queued; closing it deletes the content. */
public record Composed(Envelope envelope, Content content) implements Closeable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
