package org.valija.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;

/**
 * The rows of a table of any length, of which only the page that is seen is fetched.
 *
 * @param <T> a row
 */
@SuppressWarnings("serial") // kept in transient fields only, and made again after a passivation
final class PagedRows<T> extends LazyDataModel<T> {

    private final LongSupplier count;
    private final Fetch<T> fetch;
    private final Function<T, String> key;

    /** Fetches a page. */
    @FunctionalInterface
    interface Fetch<T> {
        List<T> rows(int offset, int limit);
    }

    PagedRows(LongSupplier count, Fetch<T> fetch, Function<T, String> key) {
        this.count = count;
        this.fetch = fetch;
        this.key = key;
    }

    @Override
    public int count(Map<String, FilterMeta> filterBy) {
        return (int) Math.min(Integer.MAX_VALUE, count.getAsLong());
    }

    @Override
    public List<T> load(int first, int pageSize, Map<String, SortMeta> sortBy, Map<String, FilterMeta> filterBy) {
        return fetch.rows(first, pageSize);
    }

    @Override
    public String getRowKey(T row) {
        return key.apply(row);
    }

    @Override
    public T getRowData(String rowKey) {
        // Without a page nothing was ticked in it.
        return Optional.ofNullable(getWrappedData()).orElse(List.of()).stream()
                .filter(row -> key.apply(row).equals(rowKey))
                .findFirst()
                .orElse(null);
    }
}
