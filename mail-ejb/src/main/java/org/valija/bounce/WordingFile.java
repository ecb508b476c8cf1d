package org.valija.bounce;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads and checks the texts of a language: properties in UTF-8, whose keys are those of {@link Phrase}. */
final class WordingFile {

    /** In octets. */
    static final int MAX_SIZE = 64 * 1024;

    private WordingFile() {}

    /** The texts of a language that come with us. */
    static Optional<Wording> shipped(String tag) {
        try (InputStream in = WordingFile.class.getResourceAsStream(tag + ".properties")) {
            return in == null ? Optional.empty() : Optional.of(wording(tag, in.readAllBytes(), Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The administrator's texts of a language.
     *
     * @param shipped those which stand in for what the file does not have
     * @throws IllegalArgumentException if it can't be used; the message names the text and the reason
     */
    static Wording own(Path file, String tag, Optional<Wording> shipped) throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(MAX_SIZE + 1);
        }
        if (octets.length > MAX_SIZE) {
            throw new IllegalArgumentException("it has more than " + MAX_SIZE + " octets");
        }
        return wording(tag, octets, shipped.map(Wording::texts).orElse(Map.of()));
    }

    private static Wording wording(String tag, byte[] octets, Map<Phrase, Template> otherwise) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString()));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not in UTF-8", e);
        }
        Map<Phrase, Template> texts = new EnumMap<>(Phrase.class);
        texts.putAll(otherwise);
        for (String key : properties.stringPropertyNames()) {
            Phrase phrase = Phrase.ofKey(key);
            if (phrase == null) {
                throw new IllegalArgumentException("there is no text " + key);
            }
            try {
                texts.put(phrase, phrase.template(properties.getProperty(key)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
            }
        }
        for (Phrase phrase : Phrase.values()) {
            if (!texts.containsKey(phrase)) {
                throw new IllegalArgumentException("the text " + phrase.key() + " is missing");
            }
        }
        return new Wording(tag, texts);
    }
}
