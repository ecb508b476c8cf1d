package org.valija.promise.bean;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Tells a test what has happened: {@code GET /rows?subject=...}, {@code GET /subjects?begin=...} (one a line), {@code GET
 * /waiting}; and opens and closes the gate: {@code POST /open}, {@code POST /close}.
 */
@WebServlet({"/rows", "/subjects", "/waiting", "/open", "/close"})
public class PromiseServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient LedgerTable ledger;

    @Inject
    private transient Gate gate;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            response.getWriter()
                    .print(
                            switch (request.getServletPath()) {
                                case "/rows" -> ledger.count(request.getParameter("subject"));
                                case "/subjects" -> String.join("\n", ledger.subjects(request.getParameter("begin")));
                                case "/waiting" -> gate.waiting();
                                default -> throw new ServletException("Nothing to get here");
                            });
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        switch (request.getServletPath()) {
            case "/open" -> gate.open();
            case "/close" -> gate.close();
            default -> throw new ServletException("Nothing to post here");
        }
    }
}
