package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.valija.SendOptions;
import org.valija.source.SourceAddress;
import org.valija.source.Sources;
import org.valija.source.Sources.SourceState;

/** The page with the streams, and the addresses that they leave from. */
@Named("streams")
@ViewScoped
public class StreamsPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "source";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private Sources sources;

    @Inject
    private ChangeLog changes;

    private transient List<SourceState> list;
    private SourceForm form = SourceForm.create(SendOptions.BULK);

    public Set<String> getNames() {
        return sources.streams();
    }

    public List<SourceState> sources(String stream) {
        if (list == null) {
            list = sources.list();
        }
        return list.stream()
                .filter(state -> state.source().stream().equals(stream))
                .toList();
    }

    public SourceForm getForm() {
        return form;
    }

    public void create(String stream) {
        SettingForm.reset(FORM);
        form = SourceForm.create(stream);
    }

    public void edit(SourceAddress source) {
        SettingForm.reset(FORM);
        form = SourceForm.of(source);
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            SourceAddress source = form.source();
            if (form.isExisting()) {
                sources.change(source);
            } else {
                sources.add(source);
            }
            changes.done((form.isExisting() ? "Source address changed: " : "Source address added: ") + text(source));
        });
        list = null;
    }

    public void remove(SourceAddress source) {
        changes.attempt(() -> {
            sources.remove(source.id());
            changes.done("Source address removed: " + text(source));
        });
        list = null;
    }

    private static String text(SourceAddress source) {
        return source.stream() + " leaves from " + source.address() + " as " + source.hostname();
    }
}
