package org.valija.admin.access;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs in and out, against the application server's own realm. */
@Named
@RequestScoped
public class Login {

    private static final Logger LOG = System.getLogger(Login.class.getName());

    private String user;
    private String password;
    private String target;

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    /** Never rendered back. */
    public String getPassword() {
        return null;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    /** The page that was asked for when the login page came instead. */
    public String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    public void login() throws IOException {
        HttpServletRequest request = request();
        try {
            if (request.getUserPrincipal() != null) {
                request.logout();
            }
            BrakedLogin.login(request, user, password);
        } catch (BrakedLogin.TooManyFailuresException e) {
            refuse(e.getMessage());
            return;
        } catch (ServletException e) {
            LOG.log(Level.WARNING, "Login to the console failed, from {0}", request.getRemoteAddr());
            refuse("Wrong user or password.");
            return;
        }
        // A session that was known before the login must not be worth anything after it (session fixation).
        request.getSession();
        request.changeSessionId();
        LOG.log(
                Level.INFO,
                "{0} has logged in to the console",
                request.getUserPrincipal().getName());
        external()
                .redirect(LocalTarget.of(request.getContextPath(), target)
                        .orElse(request.getContextPath() + "/index.xhtml"));
    }

    public void logout() throws IOException, ServletException {
        HttpServletRequest request = request();
        if (request.getUserPrincipal() != null) {
            LOG.log(
                    Level.INFO,
                    "{0} has logged out of the console",
                    request.getUserPrincipal().getName());
        }
        request.logout();
        external().invalidateSession();
        external().redirect(request.getContextPath() + "/login.xhtml?out=1");
    }

    private static void refuse(String sentence) {
        FacesContext.getCurrentInstance()
                .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, null));
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }

    private static HttpServletRequest request() {
        return (HttpServletRequest) external().getRequest();
    }
}
