package org.valija.admin;

import java.io.Serializable;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;

/** The dialog with a listener's settings. */
public class ListenerForm implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final long MEBIBYTE = 1024L * 1024;

    private final boolean existing;
    private String name;
    private ListenerKind kind;
    private String address;
    private int port;
    private boolean enabled;
    private long maxMessageSize;
    private int maxRecipients;

    private ListenerForm(ListenerSettings settings, boolean existing) {
        this.existing = existing;
        name = settings.name();
        kind = settings.kind();
        address = settings.address();
        port = settings.port();
        enabled = settings.enabled();
        maxMessageSize = settings.maxMessageSize();
        maxRecipients = settings.maxRecipients();
    }

    static ListenerForm create() {
        return new ListenerForm(
                new ListenerSettings(
                        "",
                        ListenerKind.RELAY,
                        "0.0.0.0",
                        25,
                        true,
                        ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE,
                        ListenerSettings.DEFAULT_MAX_RECIPIENTS),
                false);
    }

    static ListenerForm of(ListenerSettings settings) {
        return new ListenerForm(settings, true);
    }

    ListenerSettings settings() {
        return new ListenerSettings(
                SettingForm.typed(name).orElse(""),
                kind,
                SettingForm.typed(address).orElse(""),
                port,
                enabled,
                maxMessageSize,
                maxRecipients);
    }

    /** Whether this listener exists already: then its name stays. */
    public boolean isExisting() {
        return existing;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public ListenerKind getKind() {
        return kind;
    }

    public void setKind(ListenerKind kind) {
        this.kind = kind;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** In MiB, rounded up. */
    public long getMaxMessageMiB() {
        return (maxMessageSize + MEBIBYTE - 1) / MEBIBYTE;
    }

    /** Changes the size only if the number is another: a size that is no whole MiB survives other changes. */
    public void setMaxMessageMiB(long mebibytes) {
        if (mebibytes != getMaxMessageMiB()) {
            maxMessageSize = Math.multiplyExact(Math.max(-1, Math.min(mebibytes, 1 << 20)), MEBIBYTE);
        }
    }

    public int getMaxRecipients() {
        return maxRecipients;
    }

    public void setMaxRecipients(int maxRecipients) {
        this.maxRecipients = maxRecipients;
    }
}
