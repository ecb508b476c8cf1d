package org.valija.settings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.valija.spi.ListenerKind;
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
    }

    void enable(boolean enable) {
        enabled = enable;
    }

    ListenerSettings toSettings() {
        return new ListenerSettings(name, kind, address, port, enabled, maxMessageSize, maxRecipients);
    }
}
