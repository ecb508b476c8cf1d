package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.valija.limit.SendingLimit;
import org.valija.limit.SendingLimits;

/** The sending limits, on the page with the shaping rules. */
@Named("limits")
@ViewScoped
public class LimitsPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "limit";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private SendingLimits limits;

    @Inject
    private ChangeLog changes;

    private transient List<SendingLimit> list;
    private LimitForm form = LimitForm.create();

    public List<SendingLimit> getList() {
        if (list == null) {
            list = limits.list();
        }
        return list;
    }

    public LimitForm getForm() {
        return form;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = LimitForm.create();
    }

    public void edit(SendingLimit limit) {
        SettingForm.reset(FORM);
        form = LimitForm.of(limit);
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            SendingLimit limit = form.limit();
            if (form.isExisting()) {
                limits.change(limit);
            } else {
                limits.add(limit);
            }
            changes.done((form.isExisting() ? "Sending limit changed: " : "Sending limit added: ") + limit);
        });
        list = null;
    }

    public void remove(SendingLimit limit) {
        changes.attempt(() -> {
            limits.remove(limit.id());
            changes.done("Sending limit removed: " + limit);
        });
        list = null;
    }
}
