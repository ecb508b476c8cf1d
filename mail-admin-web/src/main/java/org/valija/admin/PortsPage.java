package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.ListenerKind;
import org.valija.settings.Listeners;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions.LineBreaks;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.TlsReport;

/** The page with the ports on which mail is received. */
@Named("ports")
@ViewScoped
public class PortsPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "listener";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private Listeners listeners;

    @Inject
    private ChangeLog changes;

    private transient List<Listener> list;
    private transient Optional<TlsReport> tls;
    private ListenerForm form = ListenerForm.create();

    public List<Listener> getList() {
        if (list == null) {
            list = listeners.list();
        }
        return list;
    }

    /** The certificates in use; null if there are none. */
    public TlsReport getTls() {
        if (tls == null) {
            tls = listeners.tls();
        }
        return tls.orElse(null);
    }

    /** How near a certificate's end is: {@code good}, {@code warn} or {@code bad}, as badges are named. */
    public String end(TlsReport.Entry entry) {
        Instant now = Instant.now();
        if (now.isAfter(entry.notAfter())) {
            return "bad";
        }
        return getTls().endsSoon(entry, now) ? "warn" : "good";
    }

    public ListenerForm getForm() {
        return form;
    }

    public ListenerKind[] getKinds() {
        return ListenerKind.values();
    }

    public Extension[] getExtensions() {
        return Extension.values();
    }

    public LineBreaks[] getLineBreaks() {
        return LineBreaks.values();
    }

    public void refresh() {
        list = null;
        tls = null;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = ListenerForm.create();
    }

    public void edit(ListenerSettings settings) {
        SettingForm.reset(FORM);
        form = ListenerForm.of(settings);
    }

    public void save() {
        ListenerSettings settings = form.settings();
        SettingForm.save(FORM, () -> {
            if (form.isExisting()) {
                report(listeners.change(settings), "changed");
            } else {
                report(listeners.add(settings), "added");
            }
        });
        refresh();
    }

    public void start(String name) {
        apply(() -> report(listeners.start(name), "started"));
    }

    public void stop(String name) {
        apply(() -> report(listeners.stop(name), "stopped"));
    }

    public void remove(String name) {
        apply(() -> {
            listeners.remove(name);
            changes.done("Listener " + name + " was removed.");
        });
    }

    private void apply(Runnable change) {
        changes.attempt(change);
        refresh();
    }

    private void report(ListenerStatus status, String what) {
        String sentence = "Listener " + status.name() + " was " + what + ".";
        if (status.state() == ListenerStatus.State.FAILED) {
            changes.doneBut(
                    sentence, "Its port is not open: " + status.problem().orElse("no reason is known."));
        } else {
            changes.done(sentence);
        }
    }
}
