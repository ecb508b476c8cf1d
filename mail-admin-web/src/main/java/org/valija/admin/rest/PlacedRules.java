package org.valija.admin.rest;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the resources of ordered lists have in common.
 *
 * @param <R> a rule
 * @param <E> the same as clients see it
 */
abstract class PlacedRules<R, E> {

    @Context
    private SecurityContext caller;

    /** What one of them is called: "Relay rule". */
    abstract String name();

    abstract RuleList<R> rules();

    /** @param place from 1 */
    abstract E entry(int place, R rule);

    List<E> entries() {
        List<R> list = rules().all().get();
        return IntStream.range(0, list.size())
                .mapToObj(i -> entry(i + 1, list.get(i)))
                .toList();
    }

    E find(long id) {
        RuleList<R> rules = rules();
        List<R> list = rules.all().get();
        return IntStream.range(0, list.size())
                .filter(i -> rules.id().applyAsLong(list.get(i)) == id)
                .mapToObj(i -> entry(i + 1, list.get(i)))
                .findFirst()
                .orElseThrow(() -> new SentenceException(
                        Response.Status.NOT_FOUND,
                        "There is no " + name().toLowerCase(Locale.ROOT) + " with this id."));
    }

    Response created(PlacedRule<R> wanted) {
        E added = find(rules().add(wanted));
        log("added", added);
        return Response.status(Response.Status.CREATED).entity(added).build();
    }

    E changed(long id, PlacedRule<R> wanted) {
        rules().change(wanted);
        E changed = find(id);
        log("changed", changed);
        return changed;
    }

    void removed(long id) {
        E removed = find(id);
        rules().remove().accept(id);
        log("removed", removed);
    }

    private void log(String what, E rule) {
        logChange(name() + " " + what + ": " + rule);
    }

    void logChange(String what) {
        RestChanges.done(caller, what);
    }
}
