package org.valija.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.ListenerControl;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

/**
 * Keeps the adapter's ports as they are set. The adapter may come later than the settings, and go and come again. Changes
 * are carried out one after the other; each may take as long as a bind.
 */
final class OpenListeners {

    private final Supplier<Optional<ListenerControl>> adapter;
    private final Map<String, ListenerSettings> wanted = new TreeMap<>();

    /** @param adapter finds the adapter that is there now */
    OpenListeners(Supplier<Optional<ListenerControl>> adapter) {
        this.adapter = adapter;
    }

    /** What an adapter is told when it appears. */
    synchronized void want(List<ListenerSettings> settings) {
        wanted.clear();
        settings.forEach(listener -> wanted.put(listener.name(), listener));
    }

    /** An adapter has appeared. */
    synchronized void open(ListenerControl appeared) {
        wanted.values().forEach(appeared::apply);
    }

    synchronized ListenerStatus apply(ListenerSettings settings) {
        wanted.put(settings.name(), settings);
        return adapter.get().map(control -> control.apply(settings)).orElseGet(() -> withoutAdapter(settings));
    }

    synchronized void remove(String name) {
        wanted.remove(name);
        adapter.get().ifPresent(control -> control.remove(name));
    }

    /** These listeners, each with what it is doing. */
    List<Listener> withStatus(List<ListenerSettings> settings) {
        Map<String, ListenerStatus> known = adapter.get().map(ListenerControl::listeners).orElse(List.of()).stream()
                .collect(Collectors.toMap(ListenerStatus::name, Function.identity()));
        return settings.stream()
                .map(listener -> new Listener(
                        listener,
                        Optional.ofNullable(known.get(listener.name())).orElseGet(() -> withoutAdapter(listener))))
                .toList();
    }

    private static ListenerStatus withoutAdapter(ListenerSettings settings) {
        int port = settings.port() + Integer.getInteger("valija.port.offset", 0);
        if (!settings.enabled()) {
            return new ListenerStatus(settings.name(), ListenerStatus.State.CLOSED, port, 0, Optional.empty());
        }
        return new ListenerStatus(
                settings.name(),
                ListenerStatus.State.FAILED,
                port,
                0,
                Optional.of("The resource adapter is not running: look for its error in the server's log."));
    }
}
