package org.valija.admin;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.valija.outbound.QueueAction;
import org.valija.outbound.Selection;
import org.valija.route.Detour;

/** The dialog that asks before something is done with mail that waits: with how many, and how. */
public class QueueActionForm implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What can be done. */
    public enum Kind {
        HOLD("Hold", "It stays until it is released, and does not expire meanwhile."),
        RELEASE("Release", "What is held goes at once."),
        RETRY("Retry now", "The next attempt is due now."),
        REROUTE("Re-route", "It goes to this smart host, whatever the routes say; without one, where the routes say."),
        BOUNCE("Bounce", "It is returned to its senders."),
        CANCEL("Cancel", "It is given up: its recipients never get it, and its senders are not told.");

        private final String label;
        private final String consequence;

        Kind(String label, String consequence) {
            this.label = label;
            this.consequence = consequence;
        }

        public String getLabel() {
            return label;
        }

        public String getConsequence() {
            return consequence;
        }
    }

    private final Kind kind;
    private final List<String> keys;
    private final long count;
    private String reason;
    private boolean tellSender = true;
    private String nextHop;

    /**
     * @param keys of the rows that are ticked; empty for all that the filter shows
     * @param count how many rows that are
     */
    QueueActionForm(Kind kind, List<String> keys, long count) {
        this.kind = kind;
        this.keys = List.copyOf(keys);
        this.count = count;
    }

    static QueueActionForm none() {
        return new QueueActionForm(Kind.RETRY, List.of(), 0);
    }

    /** @throws org.valija.settings.InvalidSettingException if a field is wrong */
    QueueAction action() {
        String why = SettingForm.typed(reason).orElse("");
        return switch (kind) {
            case HOLD -> new QueueAction.Hold(why);
            case RELEASE -> new QueueAction.Release();
            case RETRY -> new QueueAction.Retry();
            case REROUTE -> new QueueAction.Reroute(SettingForm.typed(nextHop).map(Detour::parse));
            case BOUNCE -> new QueueAction.Bounce(why, tellSender);
            case CANCEL -> new QueueAction.Cancel();
        };
    }

    Selection selection(QueueFilter filter) {
        return keys.isEmpty() ? filter.selection() : Selection.ofRows(Set.copyOf(keys));
    }

    public Kind getKind() {
        return kind;
    }

    public boolean isTicked() {
        return !keys.isEmpty();
    }

    public long getCount() {
        return count;
    }

    public boolean isWithReason() {
        return kind == Kind.HOLD || kind == Kind.BOUNCE;
    }

    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public boolean isTellSender() {
        return tellSender;
    }

    public void setTellSender(boolean tellSender) {
        this.tellSender = tellSender;
    }

    public String getNextHop() {
        return nextHop;
    }

    public void setNextHop(String nextHop) {
        this.nextHop = nextHop;
    }
}
