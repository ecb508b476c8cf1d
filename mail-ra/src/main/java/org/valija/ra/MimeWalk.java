package org.valija.ra;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.io.MaxHeaderLengthLimitException;
import org.apache.james.mime4j.io.MaxHeaderLimitException;
import org.apache.james.mime4j.io.MaxLineLimitException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.valija.InvalidContentException;
import org.valija.PartHandler;

/** Walks once through a message, part by part, within limits. Used for one message. */
final class MimeWalk {

    /** Multiparts and messages within each other; each level costs buffers of some KiB. */
    static final int MAX_DEPTH = 50;

    /** For one message, all multiparts together. */
    static final int MAX_PARTS = 10_000;

    static final int MAX_HEADER_FIELDS = 1_000;

    /** Of one header field, folded lines together, in octets. */
    static final int MAX_FIELD_LENGTH = 100 * 1024;

    /** In octets; RFC 5322 section 2.1.1 allows 998, many senders don't care. */
    static final int MAX_LINE_LENGTH = 64 * 1024;

    private final PartHandler handler;
    private final MimeTokenStream tokens;
    private int depth = -1; // the message itself starts by going down to 0
    private int parts;
    private boolean inMessageHeader = true;
    private PartHeader header = new PartHeader();

    MimeWalk(PartHandler handler) {
        this.handler = handler;
        MimeConfig limits = MimeConfig.custom()
                .setMaxHeaderCount(MAX_HEADER_FIELDS)
                .setMaxHeaderLen(MAX_FIELD_LENGTH)
                .setMaxLineLen(MAX_LINE_LENGTH)
                .setMaxContentLen(-1)
                .setStrictParsing(false)
                .build();
        this.tokens = new MimeTokenStream(limits, DecodeMonitor.SILENT, null);
    }

    void walk(InputStream content) throws IOException {
        tokens.parse(content);
        EntityState state = tokens.getState();
        while (state != EntityState.T_END_OF_STREAM) {
            take(state);
            state = next();
        }
    }

    private EntityState next() throws IOException {
        try {
            return tokens.next();
        } catch (MimeException | MimeIOException | MaxLineLimitException e) {
            throw invalid(e);
        }
    }

    /** The parser wraps the exceptions of its limits, in one another at times. */
    private static InvalidContentException invalid(Exception e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof MaxLineLimitException) {
                return new InvalidContentException("A line is longer than " + MAX_LINE_LENGTH + " octets", e);
            }
            if (cause instanceof MaxHeaderLimitException) {
                return new InvalidContentException("A header has more than " + MAX_HEADER_FIELDS + " fields", e);
            }
            if (cause instanceof MaxHeaderLengthLimitException) {
                return new InvalidContentException("A header field is longer than " + MAX_FIELD_LENGTH + " octets", e);
            }
            cause = cause.getCause();
        }
        return new InvalidContentException("The content can't be parsed: " + Visible.of(e), e);
    }

    private void take(EntityState state) throws IOException {
        switch (state) {
            case T_START_HEADER -> header = new PartHeader();
            case T_FIELD -> field(tokens.getField());
            case T_END_HEADER -> inMessageHeader = false;
            case T_START_MULTIPART, T_START_MESSAGE -> down();
            case T_END_MULTIPART, T_END_MESSAGE -> depth--;
            case T_BODY -> leaf();
            default -> {} // preamble and epilogue (RFC 2046 section 5.1.1) are nobody's part
        }
    }

    private void down() throws InvalidContentException {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new InvalidContentException("Parts are nested deeper than " + MAX_DEPTH, null);
        }
    }

    private void field(Field field) throws IOException {
        header.add(field);
        if (inMessageHeader) {
            handler.header(field.getName(), PartHeader.value(field));
        }
    }

    private void leaf() throws IOException {
        parts++;
        if (parts > MAX_PARTS) {
            throw new InvalidContentException("More than " + MAX_PARTS + " parts", null);
        }
        BodyDescriptor descriptor = tokens.getBodyDescriptor();
        PartHandler.Part part = new PartHandler.Part(
                depth,
                descriptor.getMimeType().toLowerCase(Locale.ROOT),
                descriptor.getCharset() == null ? "us-ascii" : descriptor.getCharset(),
                header.fileName(),
                header.isAttachment(),
                header.contentId());
        PartBody body = new PartBody(tokens.getDecodedInputStream());
        try {
            handler.part(part, body);
        } catch (MimeIOException | MaxLineLimitException e) { // thrown while the handler was reading
            throw invalid(e);
        } finally {
            body.end();
        }
    }
}
