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

    /**
     * Adds a rule at a place; those from there on move down by one.
     *
     * @param place from 1 to one more than there are
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a condition or the text is malformed, or if there is no such place
     */
    RelayRule add(RelayRule rule, int place);

    /** Changes the rule with this id, in its place. */
    void change(RelayRule rule);

    /**
     * Changes the rule with this id, and moves it to a place.
     *
     * @param place from 1 to as many as there are
     * @throws org.valija.settings.InvalidSettingException if a condition or the text is malformed, or if there is no such place
     */
    void change(RelayRule rule, int place);

    /** Moves a rule by so many places: -1 is one up. Stops at the ends. */
    void move(long id, int places);

    void remove(long id);
}
