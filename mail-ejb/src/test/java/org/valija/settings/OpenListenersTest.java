package org.valija.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.valija.ListenerKind;
import org.valija.spi.ListenerControl;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.ListenerStatus.State;
import org.valija.spi.TlsReport;

class OpenListenersTest {

    private Optional<ListenerControl> adapter = Optional.empty();
    private final OpenListeners open = new OpenListeners(() -> adapter);

    @Test
    void anAdapterThatComesLaterOpensWhatIsSet() {
        open.want(List.of(listener("relay", 25, true), listener("submission", 587, false)));
        Ports ports = new Ports();

        open.open(ports);

        assertThat(ports.listeners())
                .extracting(ListenerStatus::name, ListenerStatus::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("relay", State.OPEN),
                        org.assertj.core.groups.Tuple.tuple("submission", State.CLOSED));
    }

    @Test
    void theNextAdapterOpensWhatWasChangedMeanwhile() {
        open.want(List.of(listener("relay", 25, true), listener("submission", 587, true)));
        open.open(new Ports());
        open.apply(listener("relay", 2525, true));
        open.remove("submission");
        Ports redeployed = new Ports();

        open.open(redeployed);

        assertThat(redeployed.listeners()).singleElement().satisfies(status -> assertThat(status.port())
                .isEqualTo(2525));
    }

    @Test
    void aChangeReachesTheAdapterAtOnce() {
        Ports ports = new Ports();
        adapter = Optional.of(ports);

        ListenerStatus status = open.apply(listener("relay", 2525, true));

        assertThat(status.state()).isEqualTo(State.OPEN);
        assertThat(ports.listeners()).containsExactly(status);
        open.remove("relay");
        assertThat(ports.listeners()).isEmpty();
    }

    @Test
    void withoutAnAdapterAnEnabledListenerHasFailedAndSaysWhy() {
        ListenerSettings relay = listener("relay", 25, true);

        assertThat(open.apply(relay).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("adapter"));
        assertThat(open.withStatus(List.of(relay)).get(0).status().state()).isEqualTo(State.FAILED);
        assertThat(open.apply(listener("relay", 25, false)).state()).isEqualTo(State.CLOSED);
    }

    private static ListenerSettings listener(String name, int port, boolean enabled) {
        return new ListenerSettings(name, ListenerKind.RELAY, "127.0.0.1", port, enabled, 65536, 100);
    }

    /** An adapter whose ports are always free. */
    private static final class Ports implements ListenerControl {

        private final Map<String, ListenerStatus> statuses = new TreeMap<>();

        @Override
        public ListenerStatus apply(ListenerSettings settings) {
            State state = settings.enabled() ? State.OPEN : State.CLOSED;
            ListenerStatus status = new ListenerStatus(settings.name(), state, settings.port(), 0, Optional.empty());
            statuses.put(settings.name(), status);
            return status;
        }

        @Override
        public void remove(String name) {
            statuses.remove(name);
        }

        @Override
        public Optional<TlsReport> tls() {
            return Optional.empty();
        }

        @Override
        public List<ListenerStatus> listeners() {
            return List.copyOf(statuses.values());
        }
    }
}
