package org.valija.feedback;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.EnhancedStatus;

/** Tells failures apart, by the rules in {@code bounces.txt}. */
public final class BounceRules {

    private static final RuleTable RULES = RuleTable.read("bounces.txt");

    /** Of a reply, wherever it stands in a text: a code, and an enhanced one behind it. */
    private static final Pattern REPLY = Pattern.compile("(?<![\\d.])([45])\\d\\d[ -]");

    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([45]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])");

    /** What is looked through of a text. */
    private static final int MAX_TEXT = 16 * 1024;

    private BounceRules() {}

    /**
     * What a failure means.
     *
     * @param status empty if nobody has said
     * @param text the remote host's words
     */
    public static BounceClass classify(Optional<EnhancedStatus> status, String text) {
        String looked = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        Optional<EnhancedStatus> code = status.filter(given -> given.detail() != 0 || given.subject() != 0)
                .or(() -> statusIn(looked));
        BounceClass found = RULES.first(field ->
                        field.equals("status") ? code.map(Object::toString).orElse("") : looked)
                .map(name -> BounceClass.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(BounceClass.SOFT);
        // A host that says "not now" may know him tomorrow.
        return found == BounceClass.HARD && isTransient(code.or(() -> status), looked) ? BounceClass.SOFT : found;
    }

    /** The reply counts, if there is one: a status such as 4.4.7 is only about the time being over. */
    private static boolean isTransient(Optional<EnhancedStatus> status, String text) {
        Matcher reply = REPLY.matcher(text);
        return reply.find()
                ? reply.group(1).equals("4")
                : status.filter(code -> code.statusClass() == 4).isPresent();
    }

    /** The first enhanced status code in a text. */
    static Optional<EnhancedStatus> statusIn(String text) {
        Matcher found = STATUS.matcher(text);
        return found.find() ? Optional.of(EnhancedStatus.parse(found.group(1))) : Optional.empty();
    }
}
