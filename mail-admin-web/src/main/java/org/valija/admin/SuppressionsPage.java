package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.primefaces.model.LazyDataModel;
import org.valija.feedback.Feedback;
import org.valija.feedback.FeedbackLog;
import org.valija.suppression.InvalidImportException;
import org.valija.suppression.Suppression;
import org.valija.suppression.Suppressions;

/** The page with the suppressed addresses, and the bounces and complaints that were heard of last. */
@Named("suppressions")
@ViewScoped
public class SuppressionsPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "suppression";
    private static final int HEARD = 50;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private Suppressions suppressions;

    @EJB
    @SuppressWarnings("serial")
    private FeedbackLog feedback;

    @Inject
    private ChangeLog changes;

    private String search = "";
    private SuppressionForm form = new SuppressionForm();
    private transient Part file;
    private transient LazyDataModel<Suppression> list;
    private transient List<Feedback> heard;

    public LazyDataModel<Suppression> getList() {
        if (list == null) {
            list = new PagedRows<>(
                    () -> suppressions.count(search),
                    (offset, limit) -> suppressions.search(search, offset, limit),
                    Suppression::id);
        }
        return list;
    }

    /** The newest first. */
    public List<Feedback> getHeard() {
        if (heard == null) {
            heard = feedback.newest(0, HEARD);
        }
        return heard;
    }

    public void refresh() {
        list = null;
        heard = null;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = new SuppressionForm();
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            Suppression added = suppressions.put(form.entry());
            changes.done("Suppressed: " + name(added) + ".");
        });
        refresh();
    }

    public void remove(Suppression entry) {
        suppressions.remove(entry.id());
        changes.done("No longer suppressed: " + name(entry) + ".");
        refresh();
    }

    /** Takes the file that was chosen, whole or not at all. */
    public void load() throws IOException {
        if (file == null || file.getSize() == 0) {
            changes.refused("Choose a file first.");
            return;
        }
        try (Reader csv = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
            changes.done("Suppressions imported: " + suppressions.importFrom(csv) + ".");
        } catch (InvalidImportException e) {
            changes.refused("Nothing was imported.");
            e.problems().forEach(changes::refused);
        }
        refresh();
    }

    private static String name(Suppression entry) {
        return entry.address()
                + (entry.stream().equals(Suppression.ALL_STREAMS) ? ", all streams" : ", stream " + entry.stream());
    }

    public String getSearch() {
        return search;
    }

    public void setSearch(String search) {
        this.search = SettingForm.typed(search).orElse("");
    }

    public SuppressionForm getForm() {
        return form;
    }

    public Part getFile() {
        return file;
    }

    public void setFile(Part file) {
        this.file = file;
    }
}
