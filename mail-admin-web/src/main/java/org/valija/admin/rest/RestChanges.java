package org.valija.admin.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Records in the server's log what was changed by REST, and by whom. */
final class RestChanges {

    private static final Logger LOG = System.getLogger(RestChanges.class.getName());

    private RestChanges() {}

    /** @param what as in {@code Shaping rule added: ...} */
    static void done(SecurityContext caller, String what) {
        // Names come from outside: no line of the log may be made up.
        LOG.log(Level.INFO, "REST, {0}: {1}", caller.getUserPrincipal().getName(), what.replaceAll("\\p{Cntrl}", " "));
    }
}
