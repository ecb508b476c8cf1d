package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.Kind;
import org.valija.client.Await;
import org.valija.client.Http;

/** The delivery events that {@link EventBean} has had. */
final class Events {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private Events() {}

    /** Those of messages with this business key. */
    static List<DeliveryEvent> of(String key) throws IOException {
        return Arrays.stream(Http.getOk("/listener/events?key=" + key).split("\n"))
                .filter(line -> !line.isBlank())
                .map(DeliveryEvent::parse)
                .toList();
    }

    /** All of that message, once there is one of this kind and the one of its queueing, which may come later. */
    static List<DeliveryEvent> await(String key, Kind kind) throws Exception {
        return awaitAll(key, Kind.QUEUED, kind);
    }

    /** All of that message, once there is one of each of these kinds. */
    static List<DeliveryEvent> awaitAll(String key, Kind... kinds) throws Exception {
        return Await.present(Arrays.toString(kinds) + " of " + key, LIMIT, () -> Optional.of(of(key))
                .filter(events -> Stream.of(kinds)
                        .allMatch(wanted -> events.stream().anyMatch(event -> event.kind() == wanted))));
    }

    static DeliveryEvent only(List<DeliveryEvent> events, Kind kind) {
        List<DeliveryEvent> found =
                events.stream().filter(event -> event.kind() == kind).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
