package org.valija.bounce;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.content.Header;

/**
 * The languages that notifications are written in: those that come with us, and over them the administrator's own files.
 * Immutable.
 */
public final class Wordings {

    private static final Logger LOG = System.getLogger(Wordings.class.getName());

    /** A message in more languages is no help to anybody. */
    private static final int MAX_LANGUAGES = 5;

    private static final List<String> SHIPPED = List.of("de", "en", "es", "fr", "pt");
    private static final String FILE_END = ".properties";

    /** RFC 5646 section 2.1, the simple ones, in lower case. */
    private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}");

    private final Map<String, Wording> known;
    private final List<Wording> always;

    private Wordings(Map<String, Wording> known, List<Wording> always) {
        this.known = known;
        this.always = always;
    }

    /**
     * Loads them. A file of the administrator's with a fault is an error in the log, and what comes with us is used then.
     *
     * @param languages the tags of those in which every notification is written, separated by commas
     * @param folder with the administrator's files, such as {@code es.properties}; need not exist
     * @throws IllegalArgumentException if one is no tag, or there are neither texts of ours nor a file
     */
    public static Wordings load(String languages, Path folder) {
        Map<String, Wording> known = new LinkedHashMap<>();
        SHIPPED.forEach(tag -> known.put(tag, WordingFile.shipped(tag).orElseThrow()));
        Set<String> files = new LinkedHashSet<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            String tag = name.substring(0, name.length() - FILE_END.length()).toLowerCase(Locale.ROOT);
            files.add(tag);
            read(file, tag, Optional.ofNullable(known.get(tag))).ifPresent(wording -> known.put(tag, wording));
        }
        Set<Wording> always = new LinkedHashSet<>();
        for (String tag : tags(languages)) {
            if (!known.containsKey(tag) && !files.contains(tag)) {
                throw new IllegalArgumentException("there are no texts in the language " + tag + ": there are "
                        + known.keySet() + ", and the files in " + folder);
            }
            if (known.containsKey(tag)) {
                always.add(known.get(tag));
            }
        }
        if (always.isEmpty()) { // the file of the only one has a fault
            always.add(known.get("en"));
        }
        return new Wordings(known, List.copyOf(always));
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + FILE_END)) {
                found.forEach(files::add);
            } catch (IOException e) {
                LOG.log(Level.ERROR, "The texts of notifications in " + folder + " can't be read", e);
            }
        }
        return files;
    }

    private static Optional<Wording> read(Path file, String tag, Optional<Wording> shipped) {
        try {
            return Optional.of(WordingFile.own(file, checked(tag), shipped));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.ERROR,
                    "{0} is not used for notifications, but {1}: {2}",
                    file,
                    shipped.isPresent() ? "the texts that come with Valija" : "other languages",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> tags(String languages) {
        List<String> tags = Stream.of(languages.split(",", -1))
                .map(tag -> checked(tag.strip().toLowerCase(Locale.ROOT)))
                .toList();
        if (tags.size() > MAX_LANGUAGES) {
            throw new IllegalArgumentException("there are at most " + MAX_LANGUAGES + " languages");
        }
        return tags;
    }

    private static String checked(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("\"" + tag + "\" is no language, such as es or pt-br");
        }
        return tag;
    }

    /** For the sender of a message: the language that it is in itself (RFC 3282), if it says so, and those for everybody. */
    List<Wording> forSenderOf(Header original) {
        Set<Wording> wordings = new LinkedHashSet<>();
        original.field("Content-Language").flatMap(this::ofLanguage).ifPresent(wordings::add);
        wordings.addAll(always);
        return List.copyOf(wordings);
    }

    /** These languages, as a field Content-Language has them. */
    String tagsForSenderOf(Header original) {
        return forSenderOf(original).stream().map(Wording::tag).collect(Collectors.joining(", "));
    }

    /** RFC 4647 section 3.4: the tag, or else a shorter one. */
    private Optional<Wording> ofLanguage(String field) {
        String tag = field.split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!TAG.matcher(tag).matches()) {
            return Optional.empty();
        }
        while (!known.containsKey(tag) && tag.indexOf('-') > 0) {
            tag = tag.substring(0, tag.lastIndexOf('-'));
        }
        return Optional.ofNullable(known.get(tag));
    }
}
