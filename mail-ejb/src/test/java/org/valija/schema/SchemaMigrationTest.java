package org.valija.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resource.LoadableResource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SchemaMigrationTest {

    private final DataSource database = emptyDatabase();

    @Test
    void makesTheTablesOfAnEmptyDatabase() throws SQLException {
        SchemaMigration.migrate(database);

        assertThat(tables()).contains("VALIJA_LISTENER", "VALIJA_RELAY_RULE", "VALIJA_ROUTE", "VALIJA_SCHEMA_HISTORY");
        assertThat(tables()).allMatch(name -> name.startsWith("VALIJA_"));
    }

    @Test
    void leavesTablesOfOthersAlone() throws SQLException {
        execute("CREATE TABLE ticket (id INTEGER)");
        execute("INSERT INTO ticket VALUES (7)");

        SchemaMigration.migrate(database);

        assertThat(tables()).contains("TICKET", "VALIJA_LISTENER");
        assertThat(query("SELECT id FROM ticket")).containsExactly("7");
    }

    @Test
    void keepsWhatIsThereWhenItRunsAgain() throws SQLException {
        SchemaMigration.migrate(database);
        execute("INSERT INTO valija_switch VALUES ('sandbox', TRUE)");

        SchemaMigration.migrate(database);

        assertThat(query("SELECT name FROM valija_switch")).containsExactly("sandbox");
    }

    @Test
    void aRouteKeepsItsHost() throws SQLException {
        SchemaMigration.migrate(database, MigrationVersion.fromVersion("13"));
        String route = "INSERT INTO valija_route (id, place, recipient_domain, kind, host, port, tls) VALUES ";
        execute(route + "(1, 0, 'a.example', 'SMART_HOST', 'smtp.a.example', 587, 'REQUIRED')");
        execute(route + "(2, 1, 'b.example', 'SMART_HOST', '2001:db8::1', 25, 'NONE')");
        execute(route + "(3, 2, '*', 'MX', NULL, 25, 'OPPORTUNISTIC')");

        SchemaMigration.migrate(database);

        assertThat(query("SELECT hosts FROM valija_route ORDER BY id"))
                .containsExactly("smtp.a.example:587", "[2001:db8::1]:25", "");
    }

    @Test
    void everyFileIsListed() throws IOException, URISyntaxException {
        Path folder = Path.of(SchemaFiles.class.getResource("V1__settings.sql").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(new SchemaFiles().getResources("V", new String[] {".sql"}))
                    .extracting(LoadableResource::getFilename)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".sql"))
                                    .toList());
        }
    }

    private static DataSource emptyDatabase() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    private List<String> tables() throws SQLException {
        return query("SELECT UPPER(table_name) FROM information_schema.tables WHERE table_schema = 'PUBLIC'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
