package org.valija.schema;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings a database to the tables of this version. */
public final class SchemaMigration {

    /** All tables of Valija begin with this; other applications may have theirs in the same schema. */
    static final String PREFIX = "valija_";

    private SchemaMigration() {}

    /**
     * Runs the migrations that are missing, each in a transaction of its own. Several nodes may call it at the same time.
     *
     * @param database must not be taking part in a JTA transaction at the moment
     * @throws org.flywaydb.core.api.FlywayException if a migration fails, or if the database is from a newer version
     */
    public static void migrate(DataSource database) {
        migrate(database, MigrationVersion.LATEST);
    }

    /** As far as this version. */
    static void migrate(DataSource database, MigrationVersion target) {
        new FluentConfiguration(SchemaMigration.class.getClassLoader())
                .dataSource(database)
                .resourceProvider(new SchemaFiles())
                .javaMigrationClassProvider(List::of)
                .table(PREFIX + "schema_history")
                // Tables of others are no reason to refuse: version 0 is "before our first".
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(target)
                .load()
                .migrate();
    }
}
