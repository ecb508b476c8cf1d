package org.valija.settings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/**
 * How often the settings of one kind were changed. The row is locked by every change, so changes of one kind are made one
 * after the other on all nodes.
 */
@Entity
@Table(name = "valija_setting_revision")
public class SettingRevision {

    public static final String DKIM_KEYS = "dkim-keys";
    public static final String LISTENERS = "listeners";
    public static final String RELAY_RULES = "relay-rules";
    public static final String RETURN_KEYS = "return-keys";
    public static final String ROUTES = "routes";
    public static final String SENDER_RULES = "sender-rules";
    public static final String SENDING_LIMITS = "sending-limits";
    public static final String SHAPING_RULES = "shaping-rules";
    public static final String SOURCES = "sources";
    public static final String STANDING_ORDERS = "standing-orders";

    @Id
    private String name;

    @Column(nullable = false)
    private long revision;

    protected SettingRevision() {}

    /** Locks the settings of this kind until the transaction ends. */
    public static SettingRevision lock(EntityManager entities, String name) {
        return entities.find(SettingRevision.class, name, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Whether nothing was ever set, not even the defaults. */
    public boolean isFirst() {
        return revision == 0;
    }

    /** Counts a change, in this transaction. */
    public void advance() {
        revision++;
    }

    /** Grows with each change. */
    public long number() {
        return revision;
    }
}
