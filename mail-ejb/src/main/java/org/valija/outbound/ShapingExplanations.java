package org.valija.outbound;

import jakarta.ejb.Local;

/** Tells what the shaping rules come to. */
@Local
public interface ShapingExplanations {

    /**
     * Looks the hosts of a domain up, which may wait for name servers, and says what holds there.
     *
     * @param domain a recipient's domain, or an address literal in brackets
     * @throws org.valija.settings.InvalidSettingException if that is none, or there is no such stream
     */
    ShapingExplanation explain(String domain, String stream);
}
