package org.valija.shaping;

import jakarta.ejb.Local;
import java.util.List;

/** The shaping rules, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface ShapingRules {

    /** The administrator's, in order. */
    List<ShapingRule> list();

    /** Those that are shipped; they come behind the administrator's. */
    List<ShapingRule> shipped();

    /**
     * Adds a rule behind the others.
     *
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a value is malformed, or a rule would have nothing to say
     */
    ShapingRule add(ShapingRule rule);

    /**
     * Adds a rule at a place; those from there on move down by one.
     *
     * @param place from 1 to one more than there are
     */
    ShapingRule add(ShapingRule rule, int place);

    /** Changes the rule with this id, in its place. */
    void change(ShapingRule rule);

    /** Changes the rule with this id, and moves it to a place, from 1 to as many as there are. */
    void change(ShapingRule rule, int place);

    /** Moves a rule by so many places: -1 is one up. Stops at the ends. */
    void move(long id, int places);

    void remove(long id);
}
