package org.valija.settings;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A list of settings whose order matters, in the database. Each change locks the list until its transaction ends.
 *
 * @param <E> an element
 */
public final class PlacedList<E extends PlacedEntity> {

    private final EntityManager entities;
    private final Class<E> type;
    private final String revisionName;

    public PlacedList(EntityManager entities, Class<E> type, String revisionName) {
        this.entities = entities;
        this.type = type;
        this.revisionName = revisionName;
    }

    /** In order. */
    public List<E> all() {
        return entities.createQuery("select e from " + type.getSimpleName() + " e order by e.place", type)
                .getResultList();
    }

    /** Locks the list and counts a change of it. */
    public SettingRevision beginChange() {
        SettingRevision revision = SettingRevision.lock(entities, revisionName);
        revision.advance();
        return revision;
    }

    /**
     * Changes the list under its lock.
     *
     * @param publication makes the list as it is then known, with the revision that it has
     */
    public void change(Consumer<PlacedList<E>> change, Consumer<SettingRevision> publication) {
        SettingRevision revision = beginChange();
        change.accept(this);
        publication.accept(revision);
    }

    /** Puts a new element behind the others. */
    public void append(E element) {
        List<E> all = all();
        element.place(all.isEmpty() ? 0 : all.get(all.size() - 1).place() + 1);
        entities.persist(element);
    }

    /**
     * Puts a new element at a place.
     *
     * @param place from 1 to one more than there are
     * @throws InvalidSettingException if there is no such place
     */
    public void insert(E element, int place) {
        append(element);
        put(element, place);
    }

    /** @throws InvalidSettingException if there is none with this id: somebody else has removed it */
    public E get(long id) {
        E element = entities.find(type, id);
        if (element == null) {
            throw new InvalidSettingException("id", "It is not there any more: somebody has removed it.");
        }
        return element;
    }

    /** Moves an element by so many places: -1 is one up. Stops at the ends. */
    public void move(long id, int places) {
        E element = get(id);
        List<E> order = all();
        int from = order.indexOf(element);
        int to = (int) Math.max(0, Math.min(order.size() - 1, (long) from + places));
        put(element, to + 1);
    }

    /**
     * Moves an element to a place; those between it and its old place move by one.
     *
     * @param place from 1 to as many as there are
     * @throws InvalidSettingException if there is no such place
     */
    public void put(E element, int place) {
        List<E> order = new ArrayList<>(all());
        if (place < 1 || place > order.size()) {
            throw new InvalidSettingException(
                    "place",
                    order.size() == 1
                            ? "There is only place 1."
                            : "The places are 1 to " + order.size() + "; 1 is tried first.");
        }
        order.remove(element);
        order.add(place - 1, element);
        for (int i = 0; i < order.size(); i++) {
            order.get(i).place(i);
        }
    }

    public void remove(long id) {
        entities.remove(get(id));
    }
}
