package org.valija.outbound;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.valija.DeliveryEvent;

/** A topic in memory. */
final class PublishedEvents extends EventTopic {

    final List<DeliveryEvent> events = new ArrayList<>();

    @Override
    public void publish(List<DeliveryEvent> published, Duration expiry) {
        events.addAll(published);
    }

    DeliveryEvents of(EventSettings.Audience audience, Clock clock) {
        return new DeliveryEvents(this, new EventSettings(audience, Duration.ofDays(7)), clock);
    }
}
