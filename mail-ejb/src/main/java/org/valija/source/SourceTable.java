package org.valija.source;

import jakarta.ejb.Local;

/** The source addresses that are in force, from memory. */
@Local
public interface SourceTable {

    SourceChooser chooser();
}
