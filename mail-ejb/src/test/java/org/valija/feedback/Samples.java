package org.valija.feedback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.util.MimeUtil;
import org.valija.PartHandler;

/** Messages that came back, read by the parser that the adapter has, as the adapter reads them. */
public final class Samples {

    private Samples() {}

    public static InputStream open(String name) {
        InputStream sample = Samples.class.getResourceAsStream(name);
        if (sample == null) {
            throw new IllegalArgumentException("There is no sample " + name);
        }
        return sample;
    }

    static ReturnedMail read(byte[] message) throws IOException {
        ReturnedMailReader reader = new ReturnedMailReader();
        try {
            walk(new ByteArrayInputStream(message), reader);
        } catch (MimeException unreadable) {
            // What was read of it counts.
        }
        return reader.result();
    }

    /** Gives the parts of a message to a handler. */
    public static void walk(InputStream message, PartHandler handler) throws IOException, MimeException {
        MimeTokenStream tokens = new MimeTokenStream(
                MimeConfig.custom()
                        .setMaxLineLen(64 * 1024)
                        .setMaxHeaderLen(100 * 1024)
                        .build(),
                DecodeMonitor.SILENT,
                null);
        tokens.parse(message);
        boolean inHeader = true;
        int depth = -1;
        for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            switch (state) {
                case T_FIELD -> {
                    if (inHeader) {
                        handler.header(tokens.getField().getName(), value(tokens.getField()));
                    }
                }
                case T_END_HEADER -> inHeader = false;
                case T_START_MULTIPART, T_START_MESSAGE -> depth++;
                case T_END_MULTIPART, T_END_MESSAGE -> depth--;
                case T_BODY -> handler.part(part(tokens, depth), tokens.getDecodedInputStream());
                default -> {}
            }
        }
    }

    private static String value(Field field) {
        String whole = new String(field.getRaw().toByteArray(), StandardCharsets.UTF_8);
        return MimeUtil.unfold(whole.substring(whole.indexOf(':') + 1)).strip();
    }

    private static PartHandler.Part part(MimeTokenStream tokens, int depth) {
        String charset = tokens.getBodyDescriptor().getCharset();
        return new PartHandler.Part(
                depth,
                tokens.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT),
                charset == null ? "us-ascii" : charset,
                null,
                false,
                null);
    }
}
