package org.valija.benchmarks.sending;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Fills the deferred store faster than mail would. {@code POST /deferred/model} sends one message that is to leave tomorrow; {@code
 * POST /deferred/copies?n=1000} copies its row so many times; {@code POST /deferred/due} makes all of them due, {@code POST
 * /deferred/none} deletes them. {@code GET
 * /deferred} says how many there are.
 */
@WebServlet({"/deferred", "/deferred/*"})
public class DeferredServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int BATCH = 500;

    @EJB
    private transient TransactionalSender sender;

    @Resource
    private transient DataSource database;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try (Connection connection = database.getConnection()) {
            response.getWriter().println(one(connection, "SELECT COUNT(*) FROM valija_deferred"));
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            switch (request.getPathInfo()) {
                case "/model" -> sender.sendForTomorrow();
                case "/copies" -> copy(Integer.parseInt(request.getParameter("n")));
                case "/due" -> change("UPDATE valija_deferred SET next_attempt = CURRENT_TIMESTAMP, options = ''");
                case "/none" -> change("DELETE FROM valija_deferred");
                default -> throw new ServletException("No such action");
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void copy(int count) throws Exception {
        for (int done = 0; done < count; done += BATCH) {
            transaction.begin();
            try (Connection connection = database.getConnection()) {
                copyBatch(connection, Math.min(BATCH, count - done));
            }
            transaction.commit();
        }
    }

    private static void copyBatch(Connection connection, int count) throws SQLException {
        String model = one(connection, "SELECT MIN(id) FROM valija_deferred");
        String columns = String.join(", ", columns(connection));
        try (PreparedStatement row = connection.prepareStatement("INSERT INTO valija_deferred (id, mail_id, " + columns
                        + ") SELECT ?, ?, " + columns + " FROM valija_deferred WHERE id = ?");
                PreparedStatement pieces =
                        connection.prepareStatement("INSERT INTO valija_deferred_piece (deferred_id, place, octets)"
                                + " SELECT ?, place, octets FROM valija_deferred_piece WHERE deferred_id = ?")) {
            for (int i = 0; i < count; i++) {
                String id = UUID.randomUUID().toString();
                row.setString(1, id);
                row.setString(2, id);
                row.setString(3, model);
                row.addBatch();
                pieces.setString(1, id);
                pieces.setString(2, model);
                pieces.addBatch();
            }
            row.executeBatch();
            pieces.executeBatch();
        }
    }

    /** Whatever columns there are, but for those that say which message it is. */
    private static List<String> columns(Connection connection) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM valija_deferred WHERE 1 = 0");
                ResultSet none = select.executeQuery()) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
        }
        columns.removeIf(name -> name.equalsIgnoreCase("id") || name.equalsIgnoreCase("mail_id"));
        return columns;
    }

    private void change(String statement) throws Exception {
        transaction.begin();
        try (Connection connection = database.getConnection();
                PreparedStatement change = connection.prepareStatement(statement)) {
            change.executeUpdate();
        }
        transaction.commit();
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
