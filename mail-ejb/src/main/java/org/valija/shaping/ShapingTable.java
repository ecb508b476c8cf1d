package org.valija.shaping;

import jakarta.ejb.Local;
import java.util.function.Supplier;

/** The shaping rules that are in force, from memory. */
@Local
public interface ShapingTable {

    /** Gives them as they are at that moment; to be asked again for each message. */
    Supplier<Shaper> shapers();
}
