package org.valija.outbound;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.SendOptions;
import org.valija.suppression.Suppression;
import org.valija.suppression.SuppressionCheck;
import org.valija.suppression.SuppressionView;

/** Finds those recipients who get nothing. Safe for use by many threads. */
final class SuppressedRecipients {

    private final SuppressionView view;
    private final SuppressionCheck list;

    SuppressedRecipients(SuppressionCheck list) {
        this.view = list.view();
        this.list = list;
    }

    /**
     * Asks the database only if the view in memory does not know better.
     *
     * @throws RuntimeException if the database can't be asked; the caller's transaction is as it was
     */
    Map<MailAddress, Suppression> of(Envelope envelope, SendOptions options) {
        if (options.despiteSuppression()) {
            return Map.of();
        }
        List<MailAddress> possible =
                envelope.recipients().stream().filter(view::mayContain).toList();
        if (possible.isEmpty()) {
            return Map.of();
        }
        Map<MailAddress, Suppression> found = list.suppressed(possible, options.stream());
        Map<MailAddress, Suppression> suppressed = new LinkedHashMap<>();
        for (MailAddress recipient : possible) {
            Suppression entry =
                    found.get(new MailAddress(recipient.localPart().toLowerCase(Locale.ROOT), recipient.domain()));
            if (entry != null) {
                suppressed.put(recipient, entry);
            }
        }
        return suppressed;
    }
}
