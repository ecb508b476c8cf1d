package org.valija.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.valija.settings.InvalidSettingException;

/** Says what an administrator has done: in the server's log, and to him. */
@ApplicationScoped
public class ChangeLog {

    private static final Logger LOG = System.getLogger(ChangeLog.class.getName());

    /**
     * Records a change that was made.
     *
     * @param what in the passive: "Listener x was stopped."
     */
    public void done(String what) {
        record(what);
        say(FacesMessage.SEVERITY_INFO, what);
    }

    /** Records a change that was made and is not what the administrator hoped for. */
    public void doneBut(String what, String but) {
        record(what);
        say(FacesMessage.SEVERITY_WARN, what + " " + but);
    }

    /** Makes a change that has no form; if it is refused, tells why. */
    public void attempt(Runnable change) {
        try {
            change.run();
        } catch (InvalidSettingException e) {
            refused(e.getMessage());
        }
    }

    /** Tells that nothing was changed, and why. */
    public void refused(String why) {
        say(FacesMessage.SEVERITY_ERROR, why);
    }

    private static void record(String what) {
        String user = FacesContext.getCurrentInstance().getExternalContext().getRemoteUser();
        // Names come from the form: no line of the log may be made up.
        LOG.log(Level.INFO, "Console, {0}: {1}", user, what.replaceAll("\\p{Cntrl}", " "));
    }

    private static void say(FacesMessage.Severity severity, String text) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(severity, text, null));
    }
}
