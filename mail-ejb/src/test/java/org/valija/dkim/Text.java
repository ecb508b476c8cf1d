package org.valija.dkim;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.valija.content.ContentSource;

/** A message in memory. */
record Text(byte[] octets) implements ContentSource {

    /** @param lines ended by LF here, and by CRLF in the message */
    static Text of(String lines) {
        return new Text(lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }
}
