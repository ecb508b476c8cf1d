package org.valija.settings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.ListenerKind;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

/** A listener's row. */
@Entity
@Table(name = "valija_listener")
class ListenerEntity {

    @Id
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private ListenerKind kind;

    @Column(nullable = false)
    private String address;

    @Column(nullable = false)
    private int port;

    @Column(nullable = false)
    private boolean enabled;

    @Column(name = "max_message_size", nullable = false)
    private long maxMessageSize;

    @Column(name = "max_recipients", nullable = false)
    private int maxRecipients;

    /** Names of {@link Extension}, separated by spaces. */
    @Column(nullable = false)
    private String withheld;

    @Enumerated(EnumType.STRING)
    @Column(name = "line_breaks", nullable = false)
    private ListenerOptions.LineBreaks lineBreaks;

    /** Separated by spaces, as are the next ones. */
    @Column(name = "proxy_networks", nullable = false)
    private String proxyNetworks;

    @Column(name = "xclient_networks", nullable = false)
    private String xclientNetworks;

    @Column(name = "asks_certificate", nullable = false)
    private boolean asksCertificate;

    protected ListenerEntity() {}

    static ListenerEntity of(ListenerSettings settings) {
        ListenerEntity entity = new ListenerEntity();
        entity.name = settings.name();
        entity.set(settings);
        return entity;
    }

    void set(ListenerSettings settings) {
        kind = settings.kind();
        address = settings.address();
        port = settings.port();
        enabled = settings.enabled();
        maxMessageSize = settings.maxMessageSize();
        maxRecipients = settings.maxRecipients();
        withheld = settings.options().withheld().stream()
                .map(Extension::name)
                .sorted()
                .collect(Collectors.joining(" "));
        lineBreaks = settings.options().lineBreaks();
        proxyNetworks = String.join(" ", settings.options().proxyNetworks());
        xclientNetworks = String.join(" ", settings.options().xclientNetworks());
        asksCertificate = settings.options().asksCertificate();
    }

    void enable(boolean enable) {
        enabled = enable;
    }

    ListenerSettings toSettings() {
        ListenerOptions options = new ListenerOptions(
                words(withheld).stream().map(Extension::valueOf).collect(Collectors.toSet()),
                lineBreaks,
                words(proxyNetworks),
                words(xclientNetworks),
                asksCertificate);
        return new ListenerSettings(name, kind, address, port, enabled, maxMessageSize, maxRecipients, options);
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }
}
