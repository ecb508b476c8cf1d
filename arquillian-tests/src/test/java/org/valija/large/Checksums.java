package org.valija.large;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the bean has seen, by the message's subject. */
@ApplicationScoped
public class Checksums {

    private final Map<String, String> seen = new ConcurrentHashMap<>();

    void put(String subject, String what) {
        seen.put(subject, what);
    }

    String get(String subject) {
        return seen.getOrDefault(subject, "nothing");
    }
}
