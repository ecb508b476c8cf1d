package org.valija.ra;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.NameValuePair;

/**
 * Decodes a parameter of a MIME header field: RFC 2231 in all its forms, and what many senders do against RFC 2047
 * section 5: an encoded word, or bare UTF-8.
 */
final class Parameter {

    /** {@code *} extended, {@code *2} a section, {@code *2*} an extended section. */
    private static final Pattern SUFFIX = Pattern.compile("(\\*\\d{1,3})?(\\*)?");

    private Parameter() {}

    /**
     * @param name in lower case
     * @return null if the field has no such parameter
     */
    static String decode(List<NameValuePair> parameters, String name) {
        String plain = null;
        String extended = null;
        Map<Integer, Section> sections = new TreeMap<>();
        for (NameValuePair parameter : parameters) {
            String suffix = suffix(parameter.getName(), name);
            Matcher m = suffix == null ? null : SUFFIX.matcher(suffix);
            if (m == null || !m.matches() || parameter.getValue() == null) {
                continue;
            }
            boolean percent = m.group(2) != null;
            if (m.group(1) != null) {
                int number = Integer.parseInt(m.group(1).substring(1));
                sections.putIfAbsent(number, new Section(parameter.getValue(), percent));
            } else if (percent) {
                extended = extended == null ? parameter.getValue() : extended;
            } else {
                plain = plain == null ? parameter.getValue() : plain;
            }
        }
        if (extended != null) {
            return joined(Map.of(0, new Section(extended, true)));
        }
        if (sections.containsKey(0)) {
            return joined(sections);
        }
        return plain == null ? null : DecoderUtil.decodeEncodedWords(readable(plain), DecodeMonitor.SILENT);
    }

    private record Section(String value, boolean percent) {}

    private static String suffix(String parameter, String name) {
        return parameter.regionMatches(true, 0, name, 0, name.length()) ? parameter.substring(name.length()) : null;
    }

    /** RFC 2231 section 4.1: charset and language stand at the start of the first section, if that is an extended one. */
    private static String joined(Map<Integer, Section> sections) {
        Charset charset = StandardCharsets.UTF_8;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; sections.containsKey(i); i++) {
            Section section = sections.get(i);
            String value = section.value;
            if (i == 0 && section.percent) {
                int charsetEnd = value.indexOf('\'');
                int languageEnd = value.indexOf('\'', charsetEnd + 1);
                if (languageEnd > 0) {
                    charset = charset(value.substring(0, charsetEnd));
                    value = value.substring(languageEnd + 1);
                }
            }
            octets.writeBytes(section.percent ? percentDecoded(value) : value.getBytes(StandardCharsets.ISO_8859_1));
        }
        return octets.toString(charset);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** What is no percent sign with two hexadecimal digits stays as it is. */
    private static byte[] percentDecoded(String value) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int i = 0;
        while (i < value.length()) {
            int octet = value.charAt(i) == '%' ? hexPair(value, i + 1) : -1;
            octets.write(octet >= 0 ? octet : value.charAt(i));
            i += octet >= 0 ? 3 : 1;
        }
        return octets.toByteArray();
    }

    private static int hexPair(String value, int at) {
        if (at + 2 > value.length()) {
            return -1;
        }
        int high = Character.digit(value.charAt(at), 16);
        int low = Character.digit(value.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** The parser gives one char for each octet. */
    private static String readable(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return octets;
        }
    }
}
