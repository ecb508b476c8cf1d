package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.valija.dkim.Algorithm;
import org.valija.dkim.DkimKey;
import org.valija.dkim.DkimKeys;
import org.valija.dkim.DkimRecords;
import org.valija.dkim.RecordCheck;

/** The page with the DKIM keys and their records. */
@Named("dkim")
@ViewScoped
public class DkimPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "dkimKey";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private DkimKeys keys;

    @EJB
    @SuppressWarnings("serial")
    private DkimRecords records;

    @Inject
    private ChangeLog changes;

    private transient List<DkimKey> list;
    private transient RecordCheck check;
    private DkimKeyForm form = DkimKeyForm.create(Instant.now());
    private long shown;

    public List<DkimKey> getList() {
        if (list == null) {
            list = keys.list();
        }
        return list;
    }

    public DkimKeyForm getForm() {
        return form;
    }

    public Algorithm[] getAlgorithms() {
        return Algorithm.values();
    }

    /** Of RSA keys, in bits. */
    public List<Integer> getSizes() {
        return List.of(DkimKeys.USUAL_BITS, 3072, 4096, 1024);
    }

    public String stateBadge(DkimKey key) {
        return switch (key.state()) {
            case WAITING -> "info";
            case ACTIVE -> key.recordSeen().isPresent() ? "good" : "warn";
            case RETIRED -> "off";
        };
    }

    /** The key whose record is shown; null for none. */
    public DkimKey getShown() {
        return getList().stream().filter(key -> key.id() == shown).findFirst().orElse(null);
    }

    /** What was found when the record that is shown was looked up; null before that. */
    public RecordCheck getCheck() {
        return check;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = DkimKeyForm.create(Instant.now());
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            DkimKey added = form.isGenerated()
                    ? keys.generate(form.domain(), form.selector(), form.getAlgorithm(), form.getBits())
                    : keys.importKey(form.domain(), form.selector(), form.pem());
            changes.done("DKIM key added: " + name(added) + ". Publish its record, and then let it sign.");
        });
        list = null;
    }

    public void show(DkimKey key) {
        shown = key.id();
        check = null;
    }

    public void lookUp() {
        changes.attempt(() -> check = records.check(shown));
        list = null;
    }

    /** Looks its record up, too: whoever has forgotten to publish it should hear so now. */
    public void activate(DkimKey key) {
        changes.attempt(() -> {
            keys.activate(key.id());
            RecordCheck found = records.check(key.id());
            String what = "DKIM key activated: " + name(key) + ".";
            if (found.isRight()) {
                changes.done(what);
            } else if (found.finding() == RecordCheck.Finding.NO_ANSWER) {
                changes.doneBut(what, "Nobody knows whether its record is there: " + found.sentence());
            } else {
                changes.doneBut(what, "But receivers can't verify it: " + found.sentence());
            }
        });
        list = null;
    }

    public void retire(DkimKey key) {
        apply(
                "DKIM key retired: " + name(key) + ". Leave its record published for a week.",
                () -> keys.retire(key.id()));
    }

    public void remove(DkimKey key) {
        apply("DKIM key removed: " + name(key) + ".", () -> keys.remove(key.id()));
    }

    private void apply(String what, Runnable change) {
        changes.attempt(() -> {
            change.run();
            changes.done(what);
        });
        list = null;
    }

    private static String name(DkimKey key) {
        return key.selector() + " of " + key.domain();
    }
}
