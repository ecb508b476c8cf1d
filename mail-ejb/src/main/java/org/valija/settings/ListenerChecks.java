package org.valija.settings;

import java.util.List;
import org.valija.ListenerKind;
import org.valija.spi.Extension;
import org.valija.spi.IpNetwork;
import org.valija.spi.ListenerSettings;

/** Whether a listener can be kept as it is set. */
final class ListenerChecks {

    private static final int MAX_PORT = 65535;
    private static final int SMTP_PORT = 25;
    private static final long MIN_MESSAGE_SIZE = 64L * 1024; // RFC 5321 section 4.5.3.1.7
    private static final long MAX_MESSAGE_SIZE = Integer.MAX_VALUE;
    private static final int MIN_RECIPIENTS = 100; // RFC 5321 section 4.5.3.1.8
    private static final int MAX_RECIPIENTS = 10_000;
    private static final int MAX_NETWORKS = 64;

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
        if (settings.kind() == ListenerKind.LMTP && settings.port() == SMTP_PORT) {
            throw new InvalidSettingException(
                    "port", "LMTP must not be spoken on port 25, where SMTP is expected (RFC 2033); 24 is usual.");
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
        checkWithheld(settings);
        checkNetworks("proxyNetworks", settings.options().proxyNetworks());
        checkNetworks("xclientNetworks", settings.options().xclientNetworks());
    }

    /** Without these two, a listener for users could not take any mail. */
    private static void checkWithheld(ListenerSettings settings) {
        boolean needsStartTls = settings.kind() == ListenerKind.SUBMISSION;
        boolean needsAuth = settings.kind().isSubmission();
        if ((needsStartTls && settings.options().withheld().contains(Extension.STARTTLS))
                || (needsAuth && settings.options().withheld().contains(Extension.AUTH))) {
            throw new InvalidSettingException(
                    "withheld",
                    "Users could not log in any more: a listener for users offers AUTH, and STARTTLS where TLS is not"
                            + " on from the first octet.");
        }
        // RFC 2033 section 5
        if (settings.kind() == ListenerKind.LMTP
                && (settings.options().withheld().contains(Extension.PIPELINING)
                        || settings.options().withheld().contains(Extension.ENHANCED_STATUS_CODES))) {
            throw new InvalidSettingException(
                    "withheld", "An LMTP listener must offer PIPELINING and ENHANCEDSTATUSCODES (RFC 2033).");
        }
    }

    private static void checkNetworks(String field, List<String> networks) {
        if (networks.size() > MAX_NETWORKS) {
            throw new InvalidSettingException(field, "At most " + MAX_NETWORKS + " addresses and networks.");
        }
        for (String network : networks) {
            try {
                if (IpNetwork.parse(network).isAll()) {
                    throw new InvalidSettingException(
                            field,
                            network + " is everybody, and whoever is listed here can pass as any client: name those"
                                    + " that you trust.");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(
                        field,
                        "\"" + network + "\" can't be used, " + e.getMessage()
                                + ". Give addresses and networks such as 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32.");
            }
        }
    }
}
