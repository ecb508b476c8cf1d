package org.valija.large;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /seen?subject=...}: what the bean has seen; {@code GET /heap}: the most that the heap can be, in octets. */
@WebServlet({"/seen", "/heap"})
public class ChecksumServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Checksums checksums;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/heap")) {
            response.getWriter().print(Runtime.getRuntime().maxMemory());
        } else {
            response.getWriter().print(checksums.get(request.getParameter("subject")));
        }
    }
}
