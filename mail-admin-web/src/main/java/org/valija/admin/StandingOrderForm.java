package org.valija.admin;

import java.time.Instant;
import java.util.Optional;
import org.valija.order.MailCriteria;
import org.valija.order.StandingOrder;
import org.valija.settings.InvalidSettingException;

/** The dialog with a new standing order. An empty field is a condition that always holds. */
public class StandingOrderForm extends MailCriteriaForm {

    private static final long serialVersionUID = 1L;

    private final boolean all;
    private StandingOrder.Kind kind = StandingOrder.Kind.PAUSE;
    private String reason;
    private boolean tellSender = true;
    private Integer minutes;

    private StandingOrderForm(boolean all) {
        this.all = all;
    }

    static StandingOrderForm create(String destination) {
        StandingOrderForm form = new StandingOrderForm(false);
        form.setDestination(destination);
        return form;
    }

    /** To keep back everything. */
    static StandingOrderForm stop() {
        return new StandingOrderForm(true);
    }

    /** @throws InvalidSettingException if nothing says which mail is meant */
    StandingOrder order(String by) {
        Instant now = Instant.now();
        MailCriteria criteria = criteria();
        if (!all && criteria.isAll()) {
            throw new InvalidSettingException(
                    "destination", "Say which mail is meant; for everything there is a button.");
        }
        return new StandingOrder(
                0,
                kind,
                criteria,
                SettingForm.typed(reason).orElse(""),
                tellSender,
                by,
                now,
                Optional.ofNullable(minutes).map(n -> now.plusSeconds(60L * n)));
    }

    public boolean isAll() {
        return all;
    }

    public boolean isBounce() {
        return kind == StandingOrder.Kind.BOUNCE;
    }

    public StandingOrder.Kind getKind() {
        return kind;
    }

    public void setKind(StandingOrder.Kind kind) {
        this.kind = kind;
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

    public Integer getMinutes() {
        return minutes;
    }

    public void setMinutes(Integer minutes) {
        this.minutes = minutes;
    }
}
