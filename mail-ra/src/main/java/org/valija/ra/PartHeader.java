package org.valija.ra;

import java.nio.charset.StandardCharsets;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.MimeUtil;

/** What the header of one part says about it, beside its media type. Of several fields of a name the first counts. */
final class PartHeader {

    private RawBody disposition;
    private RawBody type;
    private String contentId;

    void add(Field field) {
        switch (field.getNameLowerCase()) {
            case "content-disposition" -> disposition = disposition == null ? parsed(field) : disposition;
            case "content-type" -> type = type == null ? parsed(field) : type;
            case "content-id" -> contentId = contentId == null ? withoutBrackets(value(field)) : contentId;
            default -> {}
        }
    }

    /** RFC 2183 section 2.3; if there is none, the older {@code name} of the type. Null if there is none either. */
    String fileName() {
        String name = disposition == null ? null : Parameter.decode(disposition.getParams(), "filename");
        return name != null || type == null ? name : Parameter.decode(type.getParams(), "name");
    }

    /** RFC 2183 section 2.8: what is not known is an attachment too. */
    boolean isAttachment() {
        return disposition != null && !disposition.getValue().strip().equalsIgnoreCase("inline");
    }

    /** Null if there is none. */
    String contentId() {
        return contentId;
    }

    /** A field's value, unfolded; it may be UTF-8 (RFC 6532). */
    static String value(Field field) {
        String whole = new String(field.getRaw().toByteArray(), StandardCharsets.UTF_8);
        return MimeUtil.unfold(whole.substring(whole.indexOf(':') + 1)).strip();
    }

    private static RawBody parsed(Field field) {
        ByteSequence raw = field.getRaw();
        int colon = 0;
        while (raw.byteAt(colon) != ':') {
            colon++;
        }
        return RawFieldParser.DEFAULT.parseRawBody(raw, new ParserCursor(colon + 1, raw.length()));
    }

    private static String withoutBrackets(String id) {
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }
}
