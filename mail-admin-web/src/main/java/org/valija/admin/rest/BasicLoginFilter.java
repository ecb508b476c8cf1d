package org.valija.admin.rest;

import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.valija.admin.access.BrakedLogin;
import org.valija.admin.access.Roles;

/**
 * HTTP Basic for the API: web.xml can name one way of logging in only, and that is the console's form.
 *
 * <p>Someone who has logged in to the console may read the API with the console's cookie, so that a link works; a change
 * asks for Basic, which no foreign page can make a browser send.
 */
@WebFilter("/api/*")
public class BasicLoginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(BasicLoginFilter.class.getName());
    /** RFC 6585 section 4. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<BasicCredentials> credentials = BasicCredentials.parse(request.getHeader("Authorization"));
        boolean loggedInToConsole = request.getUserPrincipal() != null;
        if (credentials.isEmpty() && !(loggedInToConsole && SAFE.contains(request.getMethod()))) {
            challenge(response, "Log in with HTTP Basic.");
        } else if (loggedInToConsole) {
            passAdmin(request, response, chain);
        } else {
            passWithLogin(request, response, chain, credentials.get());
        }
    }

    private static void passWithLogin(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, BasicCredentials credentials)
            throws IOException, ServletException {
        try {
            BrakedLogin.login(request, credentials.user(), credentials.password());
        } catch (BrakedLogin.TooManyFailuresException e) {
            send(response, TOO_MANY_REQUESTS, e.getMessage());
            return;
        } catch (ServletException e) {
            LOG.log(Level.WARNING, "Login to the REST API failed, from {0}", request.getRemoteAddr());
            challenge(response, "Wrong user or password.");
            return;
        }
        try {
            passAdmin(request, response, chain);
        } finally {
            request.logout();
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    private static void passAdmin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.isUserInRole(Roles.ADMIN)) {
            chain.doFilter(request, response);
        } else {
            send(response, HttpServletResponse.SC_FORBIDDEN, "This needs the role " + Roles.ADMIN + ".");
        }
    }

    private static void challenge(HttpServletResponse response, String sentence) throws IOException {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Valija\", charset=\"UTF-8\"");
        send(response, HttpServletResponse.SC_UNAUTHORIZED, sentence);
    }

    private static void send(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter()
                .write(Json.createObjectBuilder()
                        .add("status", status)
                        .add("error", sentence)
                        .build()
                        .toString());
    }
}
