package org.valija.settings;

import org.valija.spi.ListenerSettings;

/** Whether a listener can be kept as it is set. */
final class ListenerChecks {

    private static final int MAX_PORT = 65535;
    private static final long MIN_MESSAGE_SIZE = 64L * 1024; // RFC 5321 section 4.5.3.1.7
    private static final long MAX_MESSAGE_SIZE = Integer.MAX_VALUE;
    private static final int MIN_RECIPIENTS = 100; // RFC 5321 section 4.5.3.1.8
    private static final int MAX_RECIPIENTS = 10_000;

    private ListenerChecks() {}

    /** @throws InvalidSettingException if it can't, with the first value that is wrong */
    static void check(ListenerSettings settings) {
        ListenerName.check("name", settings.name());
        try {
            IpNetwork.parseAddress(settings.address());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "address", "Give a local IP address to listen on, such as 127.0.0.1, or 0.0.0.0 for all of them.");
        }
        if (settings.port() < 0 || settings.port() > MAX_PORT) {
            throw new InvalidSettingException(
                    "port", "A port is a number from 1 to " + MAX_PORT + ", or 0 to let the system choose one.");
        }
        if (settings.maxMessageSize() < MIN_MESSAGE_SIZE || settings.maxMessageSize() > MAX_MESSAGE_SIZE) {
            throw new InvalidSettingException(
                    "maxMessageSize",
                    "The largest message is " + MIN_MESSAGE_SIZE + " (RFC 5321) to " + MAX_MESSAGE_SIZE + " octets.");
        }
        if (settings.maxRecipients() < MIN_RECIPIENTS || settings.maxRecipients() > MAX_RECIPIENTS) {
            throw new InvalidSettingException(
                    "maxRecipients",
                    "A message may have " + MIN_RECIPIENTS + " (RFC 5321) to " + MAX_RECIPIENTS + " recipients.");
        }
    }
}
