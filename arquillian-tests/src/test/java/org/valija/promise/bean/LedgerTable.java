package org.valija.promise.bean;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The table behind the {@link Ledger}. Reads it outside all transactions, so it sees what is committed. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class LedgerTable {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @PostConstruct
    void create() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table if not exists ledger (subject varchar(200) not null)");
        } catch (SQLException e) {
            throw new IllegalStateException("The table can't be made", e);
        }
    }

    /** How many rows have this subject. */
    public int count(String subject) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select count(*) from ledger where subject = ?")) {
            query.setString(1, subject);
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
