package org.valija.sending;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** {@code POST /other-node} does to the database what another node would: it ends all standing orders. */
@WebServlet("/other-node")
public class OtherNodeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private transient DataSource database;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            transaction.begin();
            liftAll();
            transaction.commit();
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private void liftAll() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE valija_setting_revision SET revision = revision + 1 WHERE name = 'standing-orders'");
            statement.executeUpdate("UPDATE valija_standing_order SET lifted_at = 1 WHERE lifted_at IS NULL");
        }
    }
}
