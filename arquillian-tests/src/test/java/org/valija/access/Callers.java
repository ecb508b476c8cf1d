package org.valija.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who called, by the message's subject. */
@ApplicationScoped
public class Callers {

    private final Map<String, String> callers = new ConcurrentHashMap<>();

    void put(String subject, String caller) {
        callers.put(subject, caller);
    }

    String get(String subject) {
        return callers.getOrDefault(subject, "nobody");
    }
}
