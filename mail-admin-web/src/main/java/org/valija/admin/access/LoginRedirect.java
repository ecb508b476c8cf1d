package org.valija.admin.access;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where the container forwards who has not logged in. It redirects to the login page, because a Faces page inside the
 * container's forward leaves CDI's contexts of the thread in disorder (WildFly: WELD-000717, WELD-000335).
 */
@WebServlet("/login")
public class LoginRedirect extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object from = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
        Object query = request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING);
        String requested = from == null ? null : from + (query == null ? "" : "?" + query);
        String parameter = LocalTarget.of(request.getContextPath(), requested)
                .map(target -> "?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8))
                .orElse("");
        String login = request.getContextPath() + "/login.xhtml" + parameter;
        if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
            // An Ajax request would follow a 302 itself, and the browser would stay where it is.
            response.setContentType("text/xml;charset=UTF-8");
            response.getWriter()
                    .write("<?xml version='1.0' encoding='UTF-8'?><partial-response><redirect url=\"" + login
                            + "\"/></partial-response>");
        } else {
            response.sendRedirect(login);
        }
    }
}
