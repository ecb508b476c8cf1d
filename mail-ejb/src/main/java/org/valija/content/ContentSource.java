package org.valija.content;

import java.io.IOException;
import java.io.InputStream;

/** A message that can be read from the beginning more than once. */
public interface ContentSource {

    /** In octets. */
    long size();

    /** A new stream from the beginning; the caller closes it. */
    InputStream open() throws IOException;
}
