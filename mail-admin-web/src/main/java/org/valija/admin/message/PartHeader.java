package org.valija.admin.message;

import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;

/** Collects what the header of one part says about its use and its name (RFC 2183, RFC 2231). */
final class PartHeader {

    private boolean attachment;
    private String dispositionName;
    private String typeName;

    void field(Field field) {
        switch (field.getName().toLowerCase(Locale.ROOT)) {
            case "content-disposition" -> {
                RawBody body = parse(field);
                attachment = "attachment".equalsIgnoreCase(body.getValue());
                dispositionName = parameter(body, "filename");
            }
            case "content-type" -> typeName = parameter(parse(field), "name");
            default -> {
                // says nothing about use or name
            }
        }
    }

    /** Whether the sender wants it to be a file. */
    boolean isAttachment() {
        return attachment;
    }

    /** The sender's name for it, as written. */
    Optional<String> name() {
        return Optional.ofNullable(dispositionName).or(() -> Optional.ofNullable(typeName));
    }

    private static RawBody parse(Field field) {
        RawField raw = field instanceof RawField r ? r : new RawField(field.getName(), field.getBody());
        return RawFieldParser.DEFAULT.parseRawBody(raw);
    }

    private static String parameter(RawBody body, String name) {
        MimeParameterMapping parameters = new MimeParameterMapping();
        for (NameValuePair pair : body.getParams()) {
            parameters.addParameter(pair.getName(), pair.getValue());
        }
        String value = parameters.get(name);
        // Encoded words are not allowed in parameters (RFC 2047 section 5), and yet common.
        return value == null ? null : DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT);
    }
}
