package org.valija.promise.database;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import javax.naming.NamingException;

/** Makes the tables, and counts the rows: {@code GET /rows?database=PLAIN&subject=...}. */
@WebServlet(urlPatterns = "/rows", loadOnStartup = 1)
public class OwnDatabaseServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    public void init() throws ServletException {
        try {
            for (OwnDatabase database : OwnDatabase.values()) {
                database.createTable();
            }
        } catch (SQLException | NamingException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            OwnDatabase database = OwnDatabase.valueOf(request.getParameter("database"));
            response.getWriter().print(database.count(request.getParameter("subject")));
        } catch (SQLException | NamingException e) {
            throw new ServletException(e);
        }
    }
}
