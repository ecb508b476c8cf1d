package org.valija.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report for machines: blocks of fields with empty lines between them (RFC 3464 section 2.1, RFC 5965 section 3). Lines that are
 * no fields are left out.
 */
final class ReportFields {

    /** A report on more recipients than a message may have is none of ours. */
    static final int MAX_BLOCKS = 200;

    private ReportFields() {}

    /** The blocks, each by the names in lower case; of several fields of a name the first counts. */
    static List<Map<String, String>> blocks(String text) {
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> block = new LinkedHashMap<>();
        String name = "";
        for (String line : text.split("\r\n|\r|\n", -1)) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                if (!block.isEmpty()) {
                    blocks.add(block);
                    block = new LinkedHashMap<>();
                }
                name = "";
            } else if (Character.isWhitespace(line.charAt(0))) {
                if (!name.isEmpty()) {
                    block.merge(name, " " + line.strip(), String::concat);
                }
            } else if (colon > 0 && isName(line.substring(0, colon).strip())) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                // The rest of a field that is there already goes nowhere.
                name = block.putIfAbsent(name, line.substring(colon + 1).strip()) == null ? name : "";
            } else {
                name = "";
            }
            if (blocks.size() == MAX_BLOCKS) {
                return blocks;
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    private static boolean isName(String text) {
        return text.length() <= 76 && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
