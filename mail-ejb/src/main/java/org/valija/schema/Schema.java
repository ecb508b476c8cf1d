package org.valija.schema;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import javax.sql.DataSource;

/** Migrates the server's default data source. Beans that use a table start after it: {@code @DependsOn(Schema.NAME)}. */
@Singleton(name = Schema.NAME)
@Startup
// Flyway commits by itself, which a connection in a JTA transaction does not allow.
@TransactionManagement(TransactionManagementType.BEAN)
public class Schema {

    public static final String NAME = "ValijaSchema";

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @PostConstruct
    void migrate() {
        SchemaMigration.migrate(database);
    }
}
