package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waits for what comes true some time later; fails after a limit, saying what did not come. */
public final class Await {

    private Await() {}

    /** Until the condition holds. */
    public static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        present(what, limit, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Until there is an answer, which it returns. */
    public static <T> T present(String what, Duration limit, Callable<Optional<T>> question) throws Exception {
        Instant end = Instant.now().plus(limit);
        while (true) {
            Optional<T> answer = question.call();
            if (answer.isPresent()) {
                return answer.get();
            }
            assertThat(Instant.now()).as("Waiting for " + what).isBefore(end);
            Thread.sleep(100);
        }
    }
}
