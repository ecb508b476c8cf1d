package org.valija.ear;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the libraries lie: a class of the API exists once in the server, and no library of ours leaks to applications. */
class EarShapeTest {

    private static final Path EAR = Path.of("target", "valija.ear");
    private static final String API_CLASS = "org/valija/MailListener.class";

    @Test
    void libHoldsTheApiAndNothingElse() throws IOException {
        assertThat(filesIn("lib/")).containsExactly("lib/mail-api.jar");
        assertThat(entriesOf("lib/mail-api.jar")).contains(API_CLASS);
    }

    @Test
    void theModulesHaveTheNamesThatTheManualNames() throws IOException {
        assertThat(files()).contains("mail-ra.rar", "mail-ejb.jar", "mail-admin-web.war");
        try (JarFile ear = new JarFile(EAR.toFile());
                InputStream xml = ear.getInputStream(ear.getEntry("META-INF/application.xml"))) {
            assertThat(new String(xml.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("<application-name>valija</application-name>")
                    .contains("<context-root>/valija</context-root>");
        }
    }

    @Test
    void theManifestOfTheEjbsNamesExactlyTheirLibraries() throws IOException {
        List<String> classPath = Arrays.asList(manifestOf("mail-ejb.jar")
                .getMainAttributes()
                .getValue("Class-Path")
                .split(" "));
        assertThat(filesIn("ejb-lib/"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(classPath)
                .noneMatch(name -> name.contains("mail-api"))
                .noneMatch(name -> name.contains("jakarta"));
    }

    @Test
    void theAdapterBringsItsOwnLibrariesWithoutTheApi() throws IOException {
        List<String> rar = entriesOf("mail-ra.rar");
        assertThat(rar)
                .anyMatch(name -> name.startsWith("mail-ra-"))
                .anyMatch(name -> name.startsWith("netty-handler-"));
        assertThat(rar).noneMatch(name -> name.startsWith("mail-api")).noneMatch(name -> name.contains("jakarta"));
    }

    @Test
    void theConsoleBringsPrimeFacesAndNeitherTheApiNorTheEjbs() throws IOException {
        assertThat(entriesOf("mail-admin-web.war").stream()
                        .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar")))
                .anyMatch(name -> name.contains("primefaces"))
                .noneMatch(name -> name.contains("mail-api") || name.contains("mail-ejb"));
    }

    /** The manifest entry by which a WAR with its own copy of the API jar sees the EAR's classes on WildFly. */
    @Test
    void theApiJarPointsToTheEar() throws IOException {
        assertThat(manifestOf("lib/mail-api.jar").getMainAttributes().getValue("Dependencies"))
                .isEqualTo("deployment.valija.ear optional export");
    }

    private static List<String> files() throws IOException {
        try (JarFile ear = new JarFile(EAR.toFile());
                Stream<JarEntry> entries = ear.stream()) {
            return entries.filter(e -> !e.isDirectory()).map(JarEntry::getName).toList();
        }
    }

    private static List<String> filesIn(String folder) throws IOException {
        return files().stream().filter(name -> name.startsWith(folder)).toList();
    }

    private static List<String> entriesOf(String module) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarFile ear = new JarFile(EAR.toFile());
                JarInputStream in = new JarInputStream(ear.getInputStream(ear.getEntry(module)))) {
            for (JarEntry e = in.getNextJarEntry(); e != null; e = in.getNextJarEntry()) {
                names.add(e.getName());
            }
        }
        return names;
    }

    private static Manifest manifestOf(String module) throws IOException {
        try (JarFile ear = new JarFile(EAR.toFile());
                JarInputStream in = new JarInputStream(ear.getInputStream(ear.getEntry(module)))) {
            return in.getManifest();
        }
    }
}
