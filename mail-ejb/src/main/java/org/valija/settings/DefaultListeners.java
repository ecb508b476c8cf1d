package org.valija.settings;

import java.util.List;
import java.util.Properties;
import org.valija.ListenerKind;
import org.valija.spi.ListenerSettings;

/**
 * The listeners of the first start. System properties say where: {@code valija.bind.address}, {@code valija.port.relay},
 * {@code valija.port.submission}, {@code valija.port.submissions}. Later the database holds, whatever they say.
 */
final class DefaultListeners {

    private static final String ADDRESS_PROPERTY = "valija.bind.address";

    private DefaultListeners() {}

    /**
     * @param properties the system properties
     * @throws IllegalArgumentException if a property's value can't be used
     */
    static List<ListenerSettings> create(Properties properties) {
        return List.of(
                listener(properties, "relay", ListenerKind.RELAY, 25),
                listener(properties, "submission", ListenerKind.SUBMISSION, 587),
                listener(properties, "submissions", ListenerKind.SUBMISSIONS, 465));
    }

    private static ListenerSettings listener(Properties properties, String name, ListenerKind kind, int defaultPort) {
        String portProperty = "valija.port." + name;
        ListenerSettings settings = new ListenerSettings(
                name,
                kind,
                properties.getProperty(ADDRESS_PROPERTY, "0.0.0.0"),
                port(portProperty, properties.getProperty(portProperty, Integer.toString(defaultPort))),
                true,
                ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE,
                ListenerSettings.DEFAULT_MAX_RECIPIENTS);
        try {
            ListenerChecks.check(settings);
        } catch (InvalidSettingException e) {
            String property = e.field().equals("address") ? ADDRESS_PROPERTY : portProperty;
            throw new IllegalArgumentException(
                    "The system property " + property + " can't be used. " + e.getMessage(), e);
        }
        return settings;
    }

    private static int port(String property, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The system property " + property + " is no port number: \"" + value + "\"", e);
        }
    }
}
