package org.valija.dkim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fields of a header are signed: all there are of those by which a reader knows a message (RFC 6376 section 5.4.1),
 * and most of them once more than they are there, so that nobody can add another one (section 5.4.2).
 *
 * @param names the tag {@code h}
 * @param canonical these fields, each with its CRLF
 */
record SignedFields(List<String> names, String canonical) {

    /** RFC 5322 section 3.6 has one of most of them; so many fit into a signature. */
    private static final int MAX_FIELDS = 100;

    /** What may be added to a message. */
    private enum Added {
        /** Nobody may add one, whether there is one or not. */
        NEVER,
        /** If there is one, nobody may add another; if there is none, a later host may have to add it. */
        IF_ABSENT,
        /** There may be many, and later hosts add theirs. */
        ALWAYS
    }

    private static final Map<String, Added> SIGNED = signed();

    private static Map<String, Added> signed() {
        Map<String, Added> signed = new LinkedHashMap<>();
        for (String name : List.of("From", "Reply-To", "To", "Cc", "Subject")) {
            signed.put(name, Added.NEVER);
        }
        for (String name : List.of(
                "Date",
                "Message-ID",
                "Sender",
                "In-Reply-To",
                "References",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
                // RFC 8058 section 4: what one click unsubscribes from.
                "List-Unsubscribe",
                "List-Unsubscribe-Post")) {
            signed.put(name, Added.IF_ABSENT);
        }
        for (String name : List.of(
                "Resent-Date",
                "Resent-From",
                "Resent-Sender",
                "Resent-To",
                "Resent-Cc",
                "Resent-Message-ID",
                "List-Id",
                "List-Help",
                "List-Subscribe",
                "List-Post",
                "List-Owner",
                "List-Archive",
                "Auto-Submitted")) {
            signed.put(name, Added.ALWAYS);
        }
        return signed;
    }

    SignedFields {
        names = List.copyOf(names);
    }

    /** @throws UnsignableException if there are too many */
    static SignedFields of(List<HeaderField> header) throws UnsignableException {
        List<String> names = new ArrayList<>();
        StringBuilder canonical = new StringBuilder();
        int signed = 0;
        for (Map.Entry<String, Added> entry : SIGNED.entrySet()) {
            int there = 0;
            // RFC 6376 section 5.4.2: from the last one upwards.
            for (int i = header.size() - 1; i >= 0; i--) {
                if (header.get(i).isNamed(entry.getKey())) {
                    there++;
                    names.add(entry.getKey());
                    canonical.append(header.get(i).relaxed()).append("\r\n");
                }
            }
            signed += there;
            if (entry.getValue() == Added.NEVER || (entry.getValue() == Added.IF_ABSENT && there > 0)) {
                names.add(entry.getKey());
            }
        }
        if (signed > MAX_FIELDS) {
            throw new UnsignableException(
                    "its header has " + signed + " fields that would be signed, more than " + MAX_FIELDS);
        }
        return new SignedFields(names, canonical.toString());
    }

    /**
     * And all fields of one more name that there are; others may be added.
     *
     * @throws UnsignableException if there are too many
     */
    SignedFields and(String name, List<HeaderField> header) throws UnsignableException {
        List<String> more = new ArrayList<>(names);
        StringBuilder all = new StringBuilder(canonical);
        for (int i = header.size() - 1; i >= 0; i--) {
            if (header.get(i).isNamed(name)) {
                more.add(name);
                all.append(header.get(i).relaxed()).append("\r\n");
            }
        }
        if (more.size() > names.size() + MAX_FIELDS) {
            throw new UnsignableException("its header has more than " + MAX_FIELDS + " fields " + name);
        }
        return new SignedFields(more, all.toString());
    }

    /** The tag {@code h}, in words that may stand on lines of their own. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        String before = "h=";
        for (Iterator<String> rest = names.iterator(); rest.hasNext(); ) {
            words.add(before + rest.next() + (rest.hasNext() ? ":" : ";"));
            before = "";
        }
        return words;
    }
}
