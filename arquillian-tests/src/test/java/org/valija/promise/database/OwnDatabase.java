package org.valija.promise.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.valija.MailAddress;

/** A data source that the administrator has made for the application; the set-up scripts have both. */
public enum OwnDatabase {
    /** One that takes part in a transaction as its last resource only. */
    PLAIN,
    /** One that can be prepared. */
    XA;

    /** The one that the local part of an address names, up to a dash. */
    static OwnDatabase of(MailAddress recipient) {
        return valueOf(recipient.localPart().split("-")[0].toUpperCase(Locale.ROOT));
    }

    void createTable() throws SQLException, NamingException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table if not exists own_ledger (subject varchar(200) not null)");
        }
    }

    void enter(String subject) throws SQLException, NamingException {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into own_ledger (subject) values (?)")) {
            insert.setString(1, subject);
            insert.executeUpdate();
        }
    }

    int count(String subject) throws SQLException, NamingException {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select count(*) from own_ledger where subject = ?")) {
            query.setString(1, subject);
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    /** WildFly and Payara have different names for what an administrator adds. */
    private DataSource dataSource() throws NamingException {
        String name = "jdbc/own-" + name().toLowerCase(Locale.ROOT);
        NamingException notFound = null;
        for (String place : List.of("java:/", "")) {
            try {
                return InitialContext.doLookup(place + name);
            } catch (NamingException e) {
                notFound = e; // Payara's is no NameNotFoundException for WildFly's name
            }
        }
        throw notFound;
    }
}
