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
import java.util.ArrayList;
import java.util.List;
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

    /** The subjects that begin so, one for each row. */
    public List<String> subjects(String begin) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select subject from ledger where subject like ?")) {
            query.setString(1, begin + "%");
            List<String> subjects = new ArrayList<>();
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    subjects.add(result.getString(1));
                }
            }
            return subjects;
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
