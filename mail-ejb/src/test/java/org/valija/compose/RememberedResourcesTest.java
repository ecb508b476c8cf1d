package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedResourcesTest {

    private static final String SERVICE = "META-INF/services/org.ejemplo.Service";

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    /** Finds each name in the folder, and counts. */
    private final ClassLoader archive = new ClassLoader(null) {
        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            asked.add(name);
            return Collections.enumeration(
                    List.of(folder.resolve("found").toUri().toURL()));
        }
    };

    @Test
    void looksUnderMetaInfOnce() throws IOException {
        Files.writeString(folder.resolve("found"), "org.ejemplo.First");
        RememberedResources resources = new RememberedResources(archive);

        for (int i = 0; i < 3; i++) {
            List<URL> found = Collections.list(resources.getResources(SERVICE));
            assertThat(found).hasSize(1);
            assertThat(found.get(0).openStream()).hasContent("org.ejemplo.First");
            Files.writeString(folder.resolve("found"), "org.ejemplo.Second");
        }

        assertThat(asked).containsExactly(SERVICE);
    }

    @Test
    void looksElsewhereEachTime() throws IOException {
        RememberedResources resources = new RememberedResources(archive);

        resources.getResources("a.txt");
        resources.getResources("a.txt");

        assertThat(asked).containsExactly("a.txt", "a.txt");
    }

    @Test
    void servicesAreFoundAsWithoutIt() {
        ClassLoader own = getClass().getClassLoader();

        assertThat(ServiceLoader.load(StreamProvider.class, new RememberedResources(own)))
                .hasSize(1)
                .hasSameSizeAs(ServiceLoader.load(StreamProvider.class, own));
    }
}
