package org.valija.spi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.valija.MailSender;
import org.valija.MailUnavailableException;

/**
 * Finds the services of this package (and {@link MailSender}) across class loaders: this class exists once in
 * the server, since the API jar does.
 *
 * <p>Safe for use by many threads. Callbacks run on the thread that registers, outside the lock.
 */
public final class Registry {

    /** Changed under its own lock only; read without, since each message reads several times. */
    private static final Map<Class<?>, Object> SERVICES = new ConcurrentHashMap<>();

    private static final Map<Class<?>, List<Consumer<Object>>> WAITING = new HashMap<>();

    private Registry() {}

    /**
     * Makes a service known, in place of the one that was known before.
     *
     * @return closing it makes the service unknown again, if it has not been replaced meanwhile
     */
    public static <T> Registration register(Class<T> type, T service) {
        List<Consumer<Object>> waiting;
        synchronized (SERVICES) {
            SERVICES.put(type, service);
            waiting = List.copyOf(WAITING.getOrDefault(type, List.of()));
        }
        waiting.forEach(callback -> callback.accept(service));
        return () -> {
            synchronized (SERVICES) {
                SERVICES.remove(type, service);
            }
        };
    }

    /** The service of this type that is registered now. */
    public static <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(SERVICES.get(type)));
    }

    /**
     * The sender that is registered now.
     *
     * @throws MailUnavailableException if there is none
     */
    public static MailSender mailSender() {
        return find(MailSender.class)
                .orElseThrow(() -> new MailUnavailableException("Valija is not running: deploy valija.ear"));
    }

    /**
     * Calls back with the service that is registered now, and with each one that is registered later (a redeployment
     * brings a new one).
     *
     * @return closing it ends the calls
     */
    public static <T> Registration whenRegistered(Class<T> type, Consumer<T> callback) {
        Consumer<Object> untyped = service -> callback.accept(type.cast(service));
        Object present;
        synchronized (SERVICES) {
            WAITING.computeIfAbsent(type, t -> new ArrayList<>()).add(untyped);
            present = SERVICES.get(type);
        }
        if (present != null) {
            untyped.accept(present);
        }
        return () -> {
            synchronized (SERVICES) {
                WAITING.getOrDefault(type, List.of()).remove(untyped);
            }
        };
    }

    /** Undoes a registration. Closing twice does no harm. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
