package org.valija.outbound;

import java.nio.file.Path;
import org.valija.bounce.Wordings;
import org.valija.spi.DataDirectory;

/**
 * How delivery status notifications are written; read once at the start.
 *
 * @param wordings {@code valija.bounce.languages}: the languages of every one, by default {@code en}; with the texts in the
 *     folder {@code bounce} of the data folder
 * @param maxReturned {@code valija.bounce.max-returned}: octets of a message that is returned as a whole; of a larger one its
 *     header is; by default 1 MiB
 */
public record NotificationSettings(Wordings wordings, long maxReturned) {

    private static final long DEFAULT_MAX_RETURNED = 1024L * 1024;

    /** @throws IllegalArgumentException if a value can't be read; the message names its property */
    static NotificationSettings read() {
        Path folder = DataDirectory.locate().resolve("bounce");
        return new NotificationSettings(
                OutboundSettings.named("valija.bounce.languages", "en", tags -> Wordings.load(tags, folder)),
                OutboundSettings.number("valija.bounce.max-returned", DEFAULT_MAX_RETURNED, 0, Long.MAX_VALUE));
    }
}
