package org.valija.admin.message;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes a stranger's file name harmless: no path, no control or direction characters, no quotes, and not too long. */
public final class FileName {

    private static final int MAX_LENGTH = 100;

    private FileName() {}

    /** The last component of a name, or {@code fallback} if nothing is left of it. */
    static String clean(String name, String fallback) {
        if (name == null) {
            return fallback;
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        // \p{C}: control, format (which includes the bidirectional overrides), unassigned, lone surrogates
        String clean = last.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "")
                .replaceAll("[:*?\"<>|]", "_")
                .strip();
        if (clean.length() > MAX_LENGTH) {
            clean = shorten(clean);
        }
        return clean.chars().allMatch(c -> c == '.') ? fallback : clean;
    }

    /** The value of Content-Disposition for a download (RFC 6266, RFC 8187). */
    public static String contentDisposition(String name) {
        String ascii = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    private static String shorten(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
        int end = MAX_LENGTH - extension.length();
        if (Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end) + extension;
    }
}
