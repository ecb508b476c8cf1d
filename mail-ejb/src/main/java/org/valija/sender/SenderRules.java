package org.valija.sender;

import jakarta.ejb.Local;
import java.util.List;

/** The sender rules, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface SenderRules {

    /** In the order in which they are tried. */
    List<SenderRule> list();

    /**
     * Adds a rule behind the others.
     *
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if something in it is malformed
     */
    SenderRule add(SenderRule rule);

    /** Changes the rule with this id, in its place. */
    void change(SenderRule rule);

    /** Moves a rule by so many places: -1 is one up. Stops at the ends. */
    void move(long id, int places);

    void remove(long id);
}
