package org.valija.examples.recetas;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code POST /recetas/unsubscribe?subscription=}: what a mail program sends when its user clicks (RFC 8058). */
@WebServlet("/unsubscribe")
public class Unsubscribe extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Notebook notebook;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String subscription = request.getParameter("subscription");
        if (!"One-Click".equals(request.getParameter("List-Unsubscribe"))) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else if (subscription == null || !notebook.has("Offers", subscription)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            notebook.add("Unsubscribe", subscription);
        }
    }

    /** Programs that look for harmful pages follow every link: nothing may come of that. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html; charset=UTF-8");
        response.getWriter()
                .print("<form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">"
                        + "<button>No quiero más ofertas</button></form>");
    }
}
