package org.valija.admin.rest;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * An ordered list of rules, as the bean that keeps it has it. Places are from 1 on.
 *
 * @param <R> a rule
 * @param all in their order
 * @param append adds a rule where it goes without a place, and returns it with its id
 * @param insert adds one at a place
 * @param replace changes the one with the same id
 * @param put changes it and moves it to a place
 * @param remove takes the one with that id out
 */
record RuleList<R>(
        Supplier<List<R>> all,
        ToLongFunction<R> id,
        UnaryOperator<R> append,
        BiFunction<R, Integer, R> insert,
        Consumer<R> replace,
        BiConsumer<R, Integer> put,
        LongConsumer remove) {

    /** Returns the new rule's id. */
    long add(PlacedRule<R> wanted) {
        R added = wanted.place().isPresent()
                ? insert.apply(wanted.rule(), wanted.place().getAsInt())
                : append.apply(wanted.rule());
        return id.applyAsLong(added);
    }

    void change(PlacedRule<R> wanted) {
        if (wanted.place().isPresent()) {
            put.accept(wanted.rule(), wanted.place().getAsInt());
        } else {
            replace.accept(wanted.rule());
        }
    }
}
