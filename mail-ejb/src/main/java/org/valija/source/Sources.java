package org.valija.source;

import jakarta.ejb.Local;
import java.util.List;
import java.util.Set;

/** The streams and their source addresses, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface Sources {

    /** The streams that there are, by name. */
    Set<String> streams();

    /** By stream. */
    List<SourceState> list();

    /**
     * A source address, and how it is on this node.
     *
     * @param here whether this machine has it
     * @param today how many messages it has had today (UTC), since this node has started
     */
    record SourceState(SourceAddress source, boolean here, int today) {}

    /**
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a value is malformed, or this machine does not have the address
     */
    SourceAddress add(SourceAddress source);

    /** Changes the source address with this id. */
    void change(SourceAddress source);

    void remove(long id);
}
