package org.valija.admin.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/**
 * Reads a message once, from its beginning, in memory that does not grow with it. An embedded message (message/rfc822) is
 * an attachment, not walked through. A broken message is read as far as it goes.
 */
public final class MessageReader {

    /** How much text, in characters, {@link #read} keeps. */
    public static final int MAX_TEXT = 256 * 1024;

    /** How much HTML, in characters, {@link #read} keeps. */
    public static final int MAX_HTML = 1024 * 1024;

    /** How much of a header field, in characters, is kept. */
    public static final int MAX_HEADER_VALUE = 4096;

    static final int MAX_HEADERS = 200;
    static final int MAX_PARTS = 200;
    static final int MAX_DEPTH = 20;

    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxHeaderLen(64 * 1024)
            .setMaxLineLen(64 * 1024)
            .setMaxHeaderCount(1000)
            .build();

    private final List<HeaderField> headers = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private BodyText text;
    private BodyText html;
    private String problem;

    private MessageReader() {}

    /**
     * Reads what a message says.
     *
     * @param source the message (RFC 5322); not closed
     * @throws IOException if the source cannot be read; never for what is wrong with the message
     */
    public static MessageView read(InputStream source) throws IOException {
        MessageReader reader = new MessageReader();
        reader.problem = walk(source, reader.new Collecting()).orElse(null);
        return new MessageView(
                reader.headers,
                Optional.ofNullable(reader.text),
                Optional.ofNullable(reader.html),
                reader.attachments,
                Optional.ofNullable(reader.problem));
    }

    /**
     * Writes one leaf of the message, its transfer encoding undone.
     *
     * @param number {@link Attachment#number()}
     * @return whether the message has such a leaf
     */
    public static boolean writePart(InputStream source, int number, OutputStream out) throws IOException {
        boolean[] found = new boolean[1];
        walk(source, new Visitor() {
            @Override
            public boolean leaf(int leaf, PartHeader header, MimeTokenStream part) throws IOException {
                if (leaf != number) {
                    return true;
                }
                found[0] = true;
                part.getDecodedInputStream().transferTo(out);
                return false;
            }
        });
        return found[0];
    }

    private interface Visitor {
        /** A field of the message's own header. */
        default void header(Field field) {}

        /** A leaf; returns whether to go on. */
        boolean leaf(int number, PartHeader header, MimeTokenStream part) throws IOException;
    }

    /** Returns what is wrong with the message, if something is. */
    private static Optional<String> walk(InputStream source, Visitor visitor) throws IOException {
        MimeTokenStream tokens = new MimeTokenStream(LIMITS);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        try {
            tokens.parse(source);
            return walk(tokens, visitor);
        } catch (MimeException | MimeIOException e) {
            return Optional.of("The message is malformed from here on (" + printable(e.getMessage(), 200) + ").");
        }
    }

    private static Optional<String> walk(MimeTokenStream tokens, Visitor visitor) throws IOException, MimeException {
        PartHeader header = new PartHeader();
        int depth = 0;
        int leaves = 0;
        for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            switch (state) {
                case T_START_HEADER -> header = new PartHeader();
                case T_FIELD -> {
                    header.field(tokens.getField());
                    if (depth == 0) {
                        visitor.header(tokens.getField());
                    }
                }
                case T_START_MULTIPART -> {
                    if (++depth > MAX_DEPTH) {
                        return Optional.of(
                                "The parts are nested deeper than " + MAX_DEPTH + "; the rest is not shown.");
                    }
                }
                case T_END_MULTIPART -> depth--;
                case T_BODY -> {
                    if (leaves == MAX_PARTS) {
                        return Optional.of("The message has more than " + MAX_PARTS + " parts; the rest is not shown.");
                    }
                    if (!visitor.leaf(leaves++, header, tokens)) {
                        return Optional.empty();
                    }
                }
                default -> {
                    // nothing to show
                }
            }
        }
        return Optional.empty();
    }

    private final class Collecting implements Visitor {

        @Override
        public void header(Field field) {
            if (headers.size() == MAX_HEADERS) {
                return;
            }
            String value = field.getBody() == null ? "" : field.getBody();
            String start = value.substring(0, Math.min(value.length(), MAX_HEADER_VALUE));
            headers.add(new HeaderField(
                    printable(field.getName(), 200),
                    printable(DecoderUtil.decodeEncodedWords(start, DecodeMonitor.SILENT), MAX_HEADER_VALUE)));
        }

        @Override
        public boolean leaf(int number, PartHeader header, MimeTokenStream part) throws IOException {
            String type = part.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT);
            boolean body = !header.isAttachment();
            if (body && text == null && type.equals("text/plain")) {
                text = readText(part, MAX_TEXT);
            } else if (body && html == null && type.equals("text/html")) {
                html = readText(part, MAX_HTML);
            } else {
                String name = FileName.clean(header.name().orElse(null), fallbackName(number, type));
                long size = part.getDecodedInputStream().transferTo(OutputStream.nullOutputStream());
                attachments.add(new Attachment(number, name, printable(type, 100), size));
            }
            return true;
        }
    }

    private static BodyText readText(MimeTokenStream part, int limit) throws IOException {
        Charset charset = charset(part.getBodyDescriptor().getCharset());
        Reader reader = new InputStreamReader(part.getDecodedInputStream(), charset);
        StringBuilder kept = new StringBuilder();
        char[] buffer = new char[8192];
        int n;
        while (kept.length() < limit
                && (n = reader.read(buffer, 0, Math.min(buffer.length, limit - kept.length()))) > 0) {
            kept.append(buffer, 0, n);
        }
        boolean cut = kept.length() == limit && reader.read() >= 0;
        return new BodyText(kept.toString(), cut);
    }

    private static Charset charset(String name) {
        try {
            Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
            // What claims to be ASCII and is not is UTF-8 these days.
            return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            // ISO 8859-1 can decode everything, and a wrong letter is better than no text.
            return StandardCharsets.ISO_8859_1;
        }
    }

    private static String fallbackName(int number, String type) {
        return "part-" + number + (type.equals("message/rfc822") ? ".eml" : "");
    }

    /** Without control characters, line breaks included, and not longer than {@code limit}. */
    private static String printable(String s, int limit) {
        String text = s == null ? "" : s;
        return text.substring(0, Math.min(text.length(), limit))
                .replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ")
                .strip();
    }
}
