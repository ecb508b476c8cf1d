package org.valija.lifecycle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.valija.client.Sandbox;

/** What has left the server under test. Looks into the sandbox mailbox now and then, since that keeps the last ones only. */
final class Departures {

    private final String begin;
    private final Map<String, String> subjects = new HashMap<>();

    /** @param begin counts the messages whose subject begins so */
    Departures(String begin) {
        this.begin = begin;
    }

    void look() throws IOException {
        Sandbox.messages().stream()
                .filter(mail -> mail.subject().startsWith(begin))
                .forEach(mail -> subjects.put(mail.id(), mail.subject()));
    }

    /** How often each subject was seen. */
    Map<String, Long> counted() {
        return subjects.values().stream().collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    }
}
