package org.valija.tlspolicy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The policies in the database, which serves all nodes. */
final class PolicyTable implements PolicyStore {

    private final DataSource database;

    PolicyTable(DataSource database) {
        this.database = database;
    }

    @Override
    public List<CachedPolicy> load(Instant now, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT domain, policy_id, policy, fetched FROM valija_sts_policy WHERE expires > ?"
                                + " ORDER BY expires DESC")) {
            select.setLong(1, now.toEpochMilli());
            select.setMaxRows(most);
            List<CachedPolicy> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new CachedPolicy(
                            rows.getString(1),
                            rows.getString(2),
                            StsPolicy.parse(rows.getString(3)),
                            Instant.ofEpochMilli(rows.getLong(4))));
                }
            }
            return found;
        }
    }

    @Override
    public void save(CachedPolicy policy) throws SQLException {
        try (Connection connection = database.getConnection()) {
            // Another node may do the same: then one of two that are as good stays.
            if (write(
                            connection,
                            policy,
                            "UPDATE valija_sts_policy SET policy_id = ?, policy = ?, fetched = ?, expires = ?"
                                    + " WHERE domain = ?")
                    == 0) {
                write(
                        connection,
                        policy,
                        "INSERT INTO valija_sts_policy (policy_id, policy, fetched, expires, domain)"
                                + " VALUES (?, ?, ?, ?, ?)");
            }
        }
    }

    private static int write(Connection connection, CachedPolicy policy, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, policy.id());
            statement.setString(2, String.join("\n", policy.policy().lines()));
            statement.setLong(3, policy.fetched().toEpochMilli());
            statement.setLong(4, policy.expires().toEpochMilli());
            statement.setString(5, policy.domain());
            return statement.executeUpdate();
        }
    }

    @Override
    public void removeExpired(Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_sts_policy WHERE expires <= ?")) {
            delete.setLong(1, now.toEpochMilli());
            delete.executeUpdate();
        }
    }
}
