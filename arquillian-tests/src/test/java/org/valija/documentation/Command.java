package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.server.TestServer;

/**
 * A command in a block of shell commands.
 *
 * @param place page and line of its block
 * @param line the command, its continuation lines joined
 * @param shown what the page shows of its output, possibly nothing; {@code [...]} stands for any text within a line
 */
record Command(String place, String line, List<String> shown) {

    private static final Pattern PORT = Pattern.compile("\\b(2525|2587|2465|8080)\\b");

    /** The commands of a block, without comments. */
    static List<Command> of(Page.Block block) {
        List<Command> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (String line : block.lines()) {
            if (line.endsWith("\\")) {
                command.append(line, 0, line.length() - 1);
                continue;
            }
            command.append(line);
            String text = command.toString().replaceFirst("(^|\\s)#\\s.*", "").strip();
            if (!text.isEmpty()) {
                commands.add(new Command(block.place(), text, List.of()));
            }
            command.setLength(0);
        }
        if (!commands.isEmpty() && !block.shown().isEmpty()) {
            int last = commands.size() - 1;
            commands.set(last, new Command(block.place(), commands.get(last).line, block.shown()));
        }
        return commands;
    }

    /** The program that it runs. */
    String program() {
        return line.split("\\s+", 2)[0];
    }

    /** The command for the server under test instead of the demo server. */
    String forTestServer() {
        return moved(line)
                .replaceAll("(docs/first-mail\\.py)$", "$1 " + TestServer.relayPort())
                .replace(
                        "data/tls/certificate.pem",
                        Matcher.quoteReplacement(TestServer.certificate().toString()));
    }

    private static String moved(String line) {
        return PORT.matcher(line)
                .replaceAll(port -> Integer.toString(Integer.parseInt(port.group()) + TestServer.portOffset()));
    }

    /** The lines that the page shows, in their order, as they are to be found in the output. */
    List<Pattern> shownByTestServer() {
        return shown.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.equals("[...]"))
                .map(text -> Stream.of(moved(text).split("\\Q[...]\\E", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .map(Pattern::compile)
                .toList();
    }

    /** Line by line, in this order; what stands between is left out on the page. */
    void assertShownIn(String output) {
        List<String> lines = output.lines().map(String::strip).toList();
        int at = 0;
        for (Pattern wanted : shownByTestServer()) {
            int begin = at;
            while (at < lines.size() && !wanted.matcher(lines.get(at)).matches()) {
                at++;
            }
            assertThat(at)
                    .as("the line \"" + wanted + "\" of " + this + " behind line " + begin + " of:\n" + output)
                    .isLessThan(lines.size());
            at++;
        }
    }

    @Override
    public String toString() {
        return line + "   (" + place + ")";
    }
}
