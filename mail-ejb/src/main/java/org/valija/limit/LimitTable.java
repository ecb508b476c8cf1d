package org.valija.limit;

import jakarta.ejb.Local;

/** The sending limits that are in force, from memory. */
@Local
public interface LimitTable {

    SendingLimiter limiter();
}
