package org.valija.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTest {

    private interface Service {}

    @Test
    void findsTheNewestUntilItIsClosed() {
        Service old = new Service() {};
        Service redeployed = new Service() {};
        Registry.Registration first = Registry.register(Service.class, old);
        Registry.Registration second = Registry.register(Service.class, redeployed);
        assertThat(Registry.find(Service.class)).contains(redeployed);
        first.close();
        assertThat(Registry.find(Service.class))
                .as("an old one's end does not take the new one away")
                .contains(redeployed);
        second.close();
        second.close();
        assertThat(Registry.find(Service.class)).isEmpty();
    }

    @Test
    void callsBackForThePresentServiceAndForLaterOnes() {
        List<Service> seen = new ArrayList<>();
        Service present = new Service() {};
        Service later = new Service() {};
        Registry.Registration first = Registry.register(Service.class, present);
        Registry.Registration waiting = Registry.whenRegistered(Service.class, seen::add);
        Registry.Registration second = Registry.register(Service.class, later);
        waiting.close();
        Registry.Registration third = Registry.register(Service.class, present);
        assertThat(seen).containsExactly(present, later);
        first.close();
        second.close();
        third.close();
    }
}
