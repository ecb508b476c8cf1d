package org.valija.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.server.TestServer;

/**
 * A command in a block of shell commands.
 *
 * @param place page and line of its block
 * @param line the command, its continuation lines joined
 */
record Command(String place, String line) {

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
                commands.add(new Command(block.place(), text));
            }
            command.setLength(0);
        }
        return commands;
    }

    /** The program that it runs. */
    String program() {
        return line.split("\\s+", 2)[0];
    }

    /** The command for the server under test instead of the demo server. */
    String forTestServer() {
        String moved = PORT.matcher(line)
                .replaceAll(port -> Integer.toString(Integer.parseInt(port.group()) + TestServer.portOffset()));
        return moved.replaceAll("(docs/first-mail\\.py)$", "$1 " + TestServer.relayPort())
                .replace(
                        "data/tls/certificate.pem",
                        Matcher.quoteReplacement(TestServer.certificate().toString()));
    }

    @Override
    public String toString() {
        return line + "   (" + place + ")";
    }
}
