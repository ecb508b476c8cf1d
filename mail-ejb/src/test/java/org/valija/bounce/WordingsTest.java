package org.valija.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.content.Header;

class WordingsTest {

    private static final Header NONE = new Header(new byte[0]);
    private static final Map<String, String> VALUES = Map.of("host", "mail.test", "date", "today");

    @TempDir
    private Path folder;

    private void write(String file, String text, Charset charset) throws Exception {
        Files.writeString(folder.resolve(file), text, charset);
    }

    private String opening(String languages) {
        return Wordings.load(languages, folder).forSenderOf(NONE).get(0).say(Phrase.OPENING, VALUES);
    }

    @Test
    void anOwnTextStandsInForTheShippedOne() throws Exception {
        write("es.properties", "opening = Aquí {host}, ¿qué tal?", StandardCharsets.UTF_8);
        assertThat(opening("es")).isEqualTo("Aquí mail.test, ¿qué tal?");
        assertThat(opening("en")).startsWith("This is the mail system at mail.test.");
        assertThat(Wordings.load("es", folder).forSenderOf(NONE).get(0).say(Phrase.FAILED, VALUES))
                .isEqualTo("No se pudo entregar a:");
    }

    @Test
    void theExampleInTheDocumentationLoads() throws Exception {
        String page = Files.readString(Path.of("../docs/operate.md"));
        String example = page.split("```properties\n", 2)[1].split("```", 2)[0];
        write("es.properties", example, StandardCharsets.UTF_8);
        assertThat(opening("es")).isEqualTo("Servicio de correo de la Universidad (mail.test). Ayuda: extensión 4711.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "opening = {nobody}          | opening: it has {nobody}, and can have only [date, host]",
                "opening = {subject}         | opening: it has {subject}, and can have only [date, host]",
                "opening = a { b             | opening: it has a brace alone",
                "opening =                   | opening: it is empty",
                "opening = a\\u0007b         | opening: it has control characters",
                "subject.failed = a\\nb      | subject.failed: a subject is one line",
                "openning = a                | there is no text openning",
                "date-format = 'uuuu         | date-format: Pattern ends with an incomplete string literal: 'uuuu",
                "opening = \\u00zz           | Malformed \\uxxxx encoding."
            })
    void aFileWithAFaultIsNotUsed(String line, String reason) throws Exception {
        write("es.properties", "failed = No:\n" + line, StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WordingFile.own(folder.resolve("es.properties"), "es", WordingFile.shipped("es")))
                .hasMessage(reason);
        assertThat(Wordings.load("es", folder).forSenderOf(NONE).get(0))
                .isEqualTo(WordingFile.shipped("es").orElseThrow());
    }

    @Test
    void aFileIsInUtf8AndNotEndless() throws Exception {
        write("es.properties", "opening = Aquí", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> WordingFile.own(folder.resolve("es.properties"), "es", Optional.empty()))
                .hasMessage("it is not in UTF-8");
        write("es.properties", "#" + "x".repeat(WordingFile.MAX_SIZE), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WordingFile.own(folder.resolve("es.properties"), "es", Optional.empty()))
                .hasMessage("it has more than 65536 octets");
        write("es.properties", "opening = " + "x".repeat(Template.MAX_LENGTH + 1), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WordingFile.own(folder.resolve("es.properties"), "es", Optional.empty()))
                .hasMessage("opening: it has more than 2000 characters");
    }

    @Test
    void anotherLanguageNeedsAllTexts() throws Exception {
        write("gl.properties", "opening = Aquí {host}", StandardCharsets.UTF_8);
        assertThat(opening("gl")).as("English instead").startsWith("This is the mail system");
        try (var shipped = WordingFile.class.getResourceAsStream("es.properties")) {
            Files.write(folder.resolve("gl.properties"), shipped.readAllBytes());
        }
        assertThat(opening("gl")).startsWith("Este es el sistema de correo de mail.test.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "it           | there are no texts in the language it",
                "es,english   | \"english\" is no language",
                "../es        | \"../es\" is no language",
                "es,          | \"\" is no language",
                "es,en,de,fr,pt,es | there are at most 5 languages"
            })
    void aLanguageThatThereIsNotIsRefused(String languages, String reason) {
        assertThatThrownBy(() -> Wordings.load(languages, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void aValueIsNotLookedThroughForPlaces() {
        assertThat(new Template("a {host} $1").fill(Map.of("host", "{date} \\ $0")))
                .isEqualTo("a {date} \\ $0 $1");
    }
}
