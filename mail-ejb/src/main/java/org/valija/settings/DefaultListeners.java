package org.valija.settings;

import java.util.List;
import java.util.Properties;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;

/**
 * The listeners of the first start. System properties say where: {@code valija.bind.address}, {@code valija.port.relay},
 * {@code valija.port.submission}, {@code valija.port.submissions}. Later the database holds, whatever they say.
 */
final class DefaultListeners {

    private DefaultListeners() {}

    /**
     * @param properties the system properties
     * @throws InvalidSettingException if a property's value can't be used
     */
    static List<ListenerSettings> create(Properties properties) {
        return List.of(
                listener(properties, "relay", ListenerKind.RELAY, 25),
                listener(properties, "submission", ListenerKind.SUBMISSION, 587),
                listener(properties, "submissions", ListenerKind.SUBMISSIONS, 465));
    }

    private static ListenerSettings listener(Properties properties, String name, ListenerKind kind, int defaultPort) {
        String property = "valija.port." + name;
        int port;
        try {
            port = Integer.parseInt(properties.getProperty(property, Integer.toString(defaultPort)));
        } catch (NumberFormatException e) {
            throw new InvalidSettingException("port", "The system property " + property + " is not a port number.");
        }
        ListenerSettings settings = new ListenerSettings(
                name,
                kind,
                properties.getProperty("valija.bind.address", "0.0.0.0"),
                port,
                true,
                ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE,
                ListenerSettings.DEFAULT_MAX_RECIPIENTS);
        ListenerChecks.check(settings);
        return settings;
    }
}
