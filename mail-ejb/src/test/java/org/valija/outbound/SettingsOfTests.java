package org.valija.outbound;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.bounce.Wordings;
import org.valija.delivery.ConnectionReuse;
import org.valija.lane.LaneLimits;
import org.valija.route.RetrySchedule;
import org.valija.settings.Streams;
import org.valija.spi.IpNetwork;

/** Outbound settings as a test needs them. */
final class SettingsOfTests {

    private SettingsOfTests() {}

    static OutboundSettings standard() {
        return of(1000, Optional.empty());
    }

    static OutboundSettings of(long maxRelayedSize, Optional<MailAddress> postmaster) {
        return new OutboundSettings(
                "mail.ejemplo.com",
                1000,
                maxRelayedSize,
                RetrySchedule.parse(RetrySchedule.DEFAULT),
                Duration.ofDays(5),
                Duration.ofHours(4),
                1,
                1,
                new LaneLimits(1, Duration.ofSeconds(30), Duration.ofMinutes(30)),
                ConnectionReuse.NONE,
                25,
                "",
                Duration.ZERO,
                Streams.parse(""),
                List.of(IpNetwork.parse("198.51.100.0/24")),
                Optional.empty(),
                new NotificationSettings(Wordings.load("en", Path.of("none")), 10_000),
                postmaster);
    }
}
