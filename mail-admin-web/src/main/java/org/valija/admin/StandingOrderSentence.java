package org.valija.admin;

import java.util.ArrayList;
import java.util.List;
import org.valija.order.MailCriteria;
import org.valija.order.StandingOrder;

/** A standing order as a sentence. */
final class StandingOrderSentence {

    private StandingOrderSentence() {}

    static String of(StandingOrder order) {
        String what = of(order.criteria());
        return switch (order.kind()) {
            case PAUSE -> "Keep back " + what;
            case BOUNCE -> "Return " + what + (order.tellSender() ? "" : ", without telling the senders");
        };
    }

    private static String of(MailCriteria criteria) {
        List<String> parts = new ArrayList<>();
        criteria.destination().ifPresent(domain -> parts.add("to " + domain));
        criteria.sender().ifPresent(sender -> parts.add("from " + sender));
        criteria.stream().ifPresent(stream -> parts.add("of the stream " + stream));
        criteria.businessKey().ifPresent(key -> parts.add("with the business key " + key));
        return parts.isEmpty() ? "all mail" : "mail " + String.join(", ", parts);
    }
}
