package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.valija.suppression.Suppressions;

/** The list of suppressed addresses as a file. */
@WebServlet("/suppressions.csv")
public class SuppressionFileServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient Suppressions suppressions;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"suppressions.csv\"");
        suppressions.exportTo(response.getWriter());
    }
}
