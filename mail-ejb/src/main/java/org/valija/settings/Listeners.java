package org.valija.settings;

import jakarta.ejb.Local;
import java.util.List;
import java.util.Optional;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.TlsReport;

/** The listeners, as an administrator sees and changes them. Each change is effective when the method returns. */
@Local
public interface Listeners {

    /** All of them, by name. */
    List<Listener> list();

    /** The certificates that they use; empty as long as none of them has needed any. */
    Optional<TlsReport> tls();

    /** @throws InvalidSettingException if a value is out of range or the name is taken */
    ListenerStatus add(ListenerSettings settings);

    /**
     * Changes the listener of this name. A new port is bound before the old one is given up; sessions go on.
     *
     * @throws InvalidSettingException if a value is out of range or there is no such listener
     */
    ListenerStatus change(ListenerSettings settings);

    /** Opens the port, now and at every start. */
    ListenerStatus start(String name);

    /** Closes the port, until it is started again; its sessions go on. */
    ListenerStatus stop(String name);

    /** Closes the port and forgets the listener. */
    void remove(String name);

    /** A listener and what it is doing. */
    record Listener(ListenerSettings settings, ListenerStatus status) {}
}
