package org.valija.access;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /caller?subject=...}: who the bean's caller was. */
@WebServlet("/caller")
public class CallerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Callers callers;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(callers.get(request.getParameter("subject")));
    }
}
