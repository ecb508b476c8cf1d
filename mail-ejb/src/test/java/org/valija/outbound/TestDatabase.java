package org.valija.outbound;

import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.valija.schema.SchemaMigration;

/** A database in memory, with the tables. */
public final class TestDatabase {

    private TestDatabase() {}

    public static JdbcDataSource create() {
        JdbcDataSource database = new JdbcDataSource();
        // A statement waits for whoever has a row locked.
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        SchemaMigration.migrate(database);
        return database;
    }
}
