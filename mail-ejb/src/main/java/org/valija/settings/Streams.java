package org.valija.settings;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.valija.SendOptions;

/**
 * The streams of mail that there are: those that every server has, and those that its administrator has added.
 *
 * @param names all of them
 */
public record Streams(Set<String> names) {

    public Streams {
        names = Set.copyOf(names);
    }

    /**
     * As the system property {@code valija.streams} has them.
     *
     * @throws IllegalArgumentException if a name in it is none; the message names the property
     */
    public static Streams configured() {
        try {
            return parse(System.getProperty("valija.streams", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The system property valija.streams: " + e.getMessage(), e);
        }
    }

    /**
     * @param added names with commas between them, possibly none
     * @throws IllegalArgumentException if one is not 1 to 32 lower-case letters, digits and hyphens
     */
    public static Streams parse(String added) {
        Set<String> names = new TreeSet<>(Set.of(SendOptions.TRANSACTIONAL, SendOptions.BULK));
        if (!added.isBlank()) {
            for (String name : added.split(",", -1)) {
                if (!name.strip().matches("[a-z0-9-]{1,32}")) {
                    throw new IllegalArgumentException("\"" + name.strip()
                            + "\" is no name of a stream: 1 to 32 lower-case letters, digits and hyphens");
                }
                names.add(name.strip());
            }
        }
        return new Streams(names);
    }

    /** @throws InvalidSettingException if there is no such stream */
    public void check(String field, String stream) {
        if (!names.contains(stream)) {
            throw new InvalidSettingException(
                    field,
                    "There is no such stream. There are: "
                            + names.stream().sorted().collect(Collectors.joining(", ")) + ".");
        }
    }
}
