package org.valija.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What the user of {@code mvn -Prun} asks for by system properties.
 *
 * @param data the data folder, absolute
 * @param portOffset added to every port
 * @param bindAddress where mail ports and console listen
 * @param mailPorts the ports of the listeners that the first start makes, before the offset is added
 * @param adminPassword the password to give to the console's admin
 */
record RunSettings(
        Path data, int portOffset, InetAddress bindAddress, List<MailPort> mailPorts, Optional<String> adminPassword) {

    static final int CONSOLE_PORT = 8080;
    static final int MANAGEMENT_PORT = 9990;

    private static final int MIN_PASSWORD = 8;

    /**
     * A listener's port.
     *
     * @param listener its name
     * @param port before the offset is added
     */
    record MailPort(String listener, int port) {}

    /**
     * @param properties the system properties
     * @param defaultData the data folder if {@code valija.data} names no other
     * @throws CannotRunException if a value can't be used; names it
     */
    static RunSettings from(Properties properties, Path defaultData) throws CannotRunException {
        int offset = number(properties, "valija.port.offset", 0, 0, 65535);
        List<MailPort> ports = new ArrayList<>();
        ports.add(mailPort(properties, "relay", 2525, offset));
        ports.add(mailPort(properties, "submission", 2587, offset));
        ports.add(mailPort(properties, "submissions", 2465, offset));
        if (MANAGEMENT_PORT + offset > 65535) {
            throw new CannotRunException("-Dvalija.port.offset=" + offset + " moves port " + MANAGEMENT_PORT
                    + " beyond 65535; the largest offset is " + (65535 - MANAGEMENT_PORT) + ".");
        }
        String data = properties.getProperty("valija.data", "");
        return new RunSettings(
                (data.isBlank() ? defaultData : Path.of(data)).toAbsolutePath().normalize(),
                offset,
                address(properties.getProperty("valija.bind.address", "127.0.0.1")),
                List.copyOf(ports),
                password(properties.getProperty("valija.admin.password")));
    }

    /** The address of the console's web server, as one on this machine writes it. */
    String site() {
        boolean local = bindAddress.isAnyLocalAddress() || bindAddress.isLoopbackAddress();
        String address = bindAddress.getHostAddress();
        String host = local ? "localhost" : address.contains(":") ? "[" + address + "]" : address;
        return "http://" + host + ":" + consolePort();
    }

    int consolePort() {
        return CONSOLE_PORT + portOffset;
    }

    int managementPort() {
        return MANAGEMENT_PORT + portOffset;
    }

    private static MailPort mailPort(Properties properties, String listener, int defaultPort, int offset)
            throws CannotRunException {
        return new MailPort(
                listener, number(properties, "valija.port." + listener, defaultPort, 1 - offset, 65535 - offset));
    }

    private static int number(Properties properties, String name, int defaultValue, int min, int max)
            throws CannotRunException {
        String text = properties.getProperty(name, Integer.toString(defaultValue));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new CannotRunException("-D" + name + "=" + text + " can't be used: give a number from " + Math.max(min, 0)
                + " to " + max + ".");
    }

    private static InetAddress address(String text) throws CannotRunException {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new CannotRunException(
                    "-Dvalija.bind.address=" + text + " is no address of this machine: give one such as 127.0.0.1.", e);
        }
    }

    private static Optional<String> password(String text) throws CannotRunException {
        if (text == null) {
            return Optional.empty();
        }
        if (text.length() < MIN_PASSWORD || text.chars().anyMatch(Character::isISOControl)) {
            throw new CannotRunException("-Dvalija.admin.password can't be used: give at least " + MIN_PASSWORD
                    + " characters, none of them a control character.");
        }
        return Optional.of(text);
    }
}
