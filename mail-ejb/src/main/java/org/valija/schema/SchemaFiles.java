package org.valija.schema;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The migrations by name. Flyway would look for them by walking the class path, which it can't in WildFly's virtual file
 * system (flyway issue 3667); so they are listed.
 */
final class SchemaFiles implements ResourceProvider {

    /** To change the tables, add a file with the next number here and beside this class; never change one that was released. */
    private static final List<String> MIGRATIONS = List.of(
            "V1__settings.sql",
            "V2__outbound.sql",
            "V3__listener_options.sql",
            "V4__transmission_options.sql",
            "V5__receipts.sql",
            "V6__sender_rules.sql",
            "V7__postmaster_mail.sql",
            "V8__client_certificates.sql",
            "V9__long_reverse_path.sql",
            "V10__sender_terms.sql",
            "V11__lanes.sql",
            "V13__dkim.sql",
            "V14__routing.sql",
            "V15__queue_control.sql",
            "V16__outbound_tls.sql",
            "V17__feedback.sql",
            "V18__shaping.sql",
            "V20__trace.sql");

    private static final String FOLDER = "org/valija/schema/";

    /** Null, as Flyway wants it, for what is not there: it asks for a file of settings beside each migration. */
    @Override
    public LoadableResource getResource(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return MIGRATIONS.contains(file) ? new SqlFile(file) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return MIGRATIONS.stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
                .<LoadableResource>map(SqlFile::new)
                .toList();
    }

    private static final class SqlFile extends LoadableResource {

        private final String name;

        SqlFile(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream file = SchemaFiles.class.getResourceAsStream(name);
            if (file == null) {
                throw new IllegalStateException("The migration " + FOLDER + name + " is not in the jar");
            }
            return new InputStreamReader(file, StandardCharsets.UTF_8);
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getRelativePath() {
            return FOLDER + name;
        }
    }
}
