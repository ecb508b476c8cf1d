package org.valija.admin.access;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.valija.spi.LoginBrake;
import org.valija.spi.Registry;

/** A login of the container's, behind the brake that logins by SMTP have, too. */
public final class BrakedLogin {

    private BrakedLogin() {}

    /**
     * Logs in for this request.
     *
     * @throws TooManyFailuresException if it was not even tried
     * @throws ServletException if user or password is wrong
     */
    public static void login(HttpServletRequest request, String user, String password)
            throws ServletException, TooManyFailuresException {
        Optional<LoginBrake> brake = Registry.find(LoginBrake.class);
        if (brake.isEmpty()) {
            throw new TooManyFailuresException(); // Valija is starting or stopping: nothing to log in to
        }
        LoginBrake.Attempt attempt = brake.get()
                .begin(client(request), user == null ? "" : user)
                .toCompletableFuture()
                .join()
                .orElseThrow(TooManyFailuresException::new);
        try {
            request.login(user, password);
        } catch (ServletException e) {
            attempt.failed();
            throw e;
        }
        attempt.succeeded();
    }

    /** The container gives an address, so that nothing is looked up; an IPv6 one may have its zone. */
    private static InetAddress client(HttpServletRequest request) {
        try {
            return InetAddress.getByName(request.getRemoteAddr().replaceFirst("%.*", ""));
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /** There were too many failed logins. */
    public static final class TooManyFailuresException extends Exception {

        private static final long serialVersionUID = 1L;

        private TooManyFailuresException() {
            super("Too many failed logins. Try again in some minutes.");
        }
    }
}
