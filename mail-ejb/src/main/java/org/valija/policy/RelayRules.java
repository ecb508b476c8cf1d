package org.valija.policy;

import jakarta.ejb.Local;
import java.util.List;

/** The relay rules, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface RelayRules {

    /** In the order in which they are tried. */
    List<RelayRule> list();

    /**
     * Adds a rule behind the others.
     *
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a condition or the text is malformed
     */
    RelayRule add(RelayRule rule);

    /** Changes the rule with this id, in its place. */
    void change(RelayRule rule);

    /** Moves a rule by so many places: -1 is one up. Stops at the ends. */
    void move(long id, int places);

    void remove(long id);
}
