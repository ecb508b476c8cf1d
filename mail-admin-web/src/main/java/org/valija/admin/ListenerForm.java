package org.valija.admin;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.valija.ListenerKind;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerOptions.LineBreaks;
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
    private Extension[] offered;
    private LineBreaks lineBreaks;
    private String proxyNetworks;
    private String xclientNetworks;
    private boolean asksCertificate;

    private ListenerForm(ListenerSettings settings, boolean existing) {
        this.existing = existing;
        name = settings.name();
        kind = settings.kind();
        address = settings.address();
        port = settings.port();
        enabled = settings.enabled();
        maxMessageSize = settings.maxMessageSize();
        maxRecipients = settings.maxRecipients();
        ListenerOptions options = settings.options();
        offered = Stream.of(Extension.values())
                .filter(extension -> !options.withheld().contains(extension))
                .toArray(Extension[]::new);
        lineBreaks = options.lineBreaks();
        proxyNetworks = String.join("\n", options.proxyNetworks());
        xclientNetworks = String.join("\n", options.xclientNetworks());
        asksCertificate = options.asksCertificate();
    }

    static ListenerForm create() {
        return new ListenerForm(
                new ListenerSettings(
                        "",
                        ListenerKind.RELAY,
                        usualAddress(ListenerKind.RELAY),
                        usualPort(ListenerKind.RELAY),
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
                maxRecipients,
                options());
    }

    private ListenerOptions options() {
        Set<Extension> withheld = EnumSet.allOf(Extension.class);
        withheld.removeAll(Set.of(offered));
        return new ListenerOptions(withheld, lineBreaks, lines(proxyNetworks), lines(xclientNetworks), asksCertificate);
    }

    private static List<String> lines(String text) {
        return SettingForm.typed(text).map(t -> List.of(t.split("[\\s,;]+"))).orElse(List.of());
    }

    /** A new listener gets the usual address and port of its kind, unless others have been typed already. */
    public void kindChosen() {
        if (existing) {
            return;
        }
        if (Stream.of(ListenerKind.values()).anyMatch(other -> port == usualPort(other))) {
            port = usualPort(kind);
        }
        if (Stream.of(ListenerKind.values()).anyMatch(other -> address.equals(usualAddress(other)))) {
            address = usualAddress(kind);
        }
    }

    private static int usualPort(ListenerKind kind) {
        return switch (kind) {
            case RELAY -> 25;
            case SUBMISSION -> 587;
            case SUBMISSIONS -> 465;
            case LMTP -> 24;
        };
    }

    /** Who may connect by LMTP is a matter of the address alone. */
    private static String usualAddress(ListenerKind kind) {
        return kind == ListenerKind.LMTP ? "127.0.0.1" : "0.0.0.0";
    }

    /** Whether something is set under "Advanced": then it is to be seen. */
    public boolean isAdvanced() {
        return !options().equals(ListenerOptions.DEFAULT);
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

    public Extension[] getOffered() {
        return offered.clone();
    }

    public void setOffered(Extension[] offered) {
        this.offered = offered.clone();
    }

    public LineBreaks getLineBreaks() {
        return lineBreaks;
    }

    public void setLineBreaks(LineBreaks lineBreaks) {
        this.lineBreaks = lineBreaks;
    }

    /** One on each line, like the next. */
    public String getProxyNetworks() {
        return proxyNetworks;
    }

    public void setProxyNetworks(String proxyNetworks) {
        this.proxyNetworks = proxyNetworks;
    }

    public String getXclientNetworks() {
        return xclientNetworks;
    }

    public void setXclientNetworks(String xclientNetworks) {
        this.xclientNetworks = xclientNetworks;
    }

    public boolean isAsksCertificate() {
        return asksCertificate;
    }

    public void setAsksCertificate(boolean asksCertificate) {
        this.asksCertificate = asksCertificate;
    }
}
