package org.valija.settings;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.valija.spi.ListenerSettings;

/** The listeners in the database. Each change has been committed when its method returns. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ListenerStore {

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    /** All of them, by name; at the first start these. */
    public List<ListenerSettings> load(List<ListenerSettings> defaults) {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.LISTENERS);
        if (revision.isFirst()) {
            defaults.forEach(settings -> entities.persist(ListenerEntity.of(settings)));
            revision.advance();
        }
        return list();
    }

    public List<ListenerSettings> list() {
        return entities
                .createQuery("select l from ListenerEntity l order by l.name", ListenerEntity.class)
                .getResultList()
                .stream()
                .map(ListenerEntity::toSettings)
                .toList();
    }

    public void add(ListenerSettings settings) {
        countChange();
        if (entities.find(ListenerEntity.class, settings.name()) != null) {
            throw new InvalidSettingException("name", "There is a listener named " + settings.name() + " already.");
        }
        entities.persist(ListenerEntity.of(settings));
    }

    public void change(ListenerSettings settings) {
        countChange();
        get(settings.name()).set(settings);
    }

    /** Returns the settings as they are now. */
    public ListenerSettings enable(String name, boolean enabled) {
        countChange();
        ListenerEntity listener = get(name);
        listener.enable(enabled);
        return listener.toSettings();
    }

    public void remove(String name) {
        countChange();
        entities.remove(get(name));
    }

    private void countChange() {
        SettingRevision.lock(entities, SettingRevision.LISTENERS).advance();
    }

    private ListenerEntity get(String name) {
        ListenerEntity listener = entities.find(ListenerEntity.class, name);
        if (listener == null) {
            throw new InvalidSettingException("name", "There is no listener named " + name + ".");
        }
        return listener;
    }
}
