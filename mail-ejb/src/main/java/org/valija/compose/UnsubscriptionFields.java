package org.valija.compose;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.OutboundMail.Unsubscription;

/** The fields by which a mail program unsubscribes its user at one click (RFC 8058). */
final class UnsubscriptionFields {

    /** Where to. */
    static final String WHERE = "List-Unsubscribe";

    /** That a POST is enough. */
    static final String HOW = "List-Unsubscribe-Post";

    /** RFC 8058 section 3.1. */
    static final String ONE_CLICK = "List-Unsubscribe=One-Click";

    /** In lower case. */
    static final Set<String> NAMES = Set.of(WHERE.toLowerCase(Locale.ROOT), HOW.toLowerCase(Locale.ROOT));

    /** In characters: it stands on one line, which has 998 (RFC 5322 section 2.1.1). */
    private static final int MAX_URI = 900;

    private static final Field FIELD = new Field("listUnsubscribe", "The page to unsubscribe");

    private UnsubscriptionFields() {}

    /**
     * The body of {@link #WHERE}, folded.
     *
     * @throws InvalidMailException if the page can't take the POST, or the mailbox is none
     */
    static String where(Unsubscription unsubscription) {
        StringBuilder body =
                new StringBuilder("<").append(page(unsubscription.page())).append('>');
        // RFC 2369 section 2: the one that is preferred comes first.
        unsubscription.mailbox().map(text -> Mailbox.address(FIELD, text)).ifPresent(address -> body.append(",\r\n <")
                .append(inLine(mailto(address.toString())))
                .append('>'));
        return body.toString();
    }

    private static String page(URI page) {
        // RFC 8058 section 3.1: HTTPS, lest anybody on the way could read who unsubscribes from what.
        if (!"https".equalsIgnoreCase(page.getScheme()) || page.getHost() == null || page.getRawUserInfo() != null) {
            throw refused("is no address that begins with https:// and a host's name: " + page);
        }
        return inLine(page.toASCIIString());
    }

    private static String inLine(String uri) {
        if (uri.length() > MAX_URI) {
            throw refused("has more than " + MAX_URI + " characters");
        }
        return uri;
    }

    private static InvalidMailException refused(String why) {
        return new InvalidMailException(Reason.INVALID_OPTION, FIELD.name(), FIELD + " " + why);
    }

    /** RFC 6068 section 2. */
    private static String mailto(String address) {
        StringBuilder uri = new StringBuilder("mailto:");
        for (byte octet : address.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~@".indexOf(c) >= 0)) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
