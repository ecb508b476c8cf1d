package org.valija.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the server writes to its console: keeps what tells how it is, passes warnings on to the terminal, and drops
 * the rest, which is in the log file. One thread reads, others ask.
 */
final class ServerOutput {

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern LINE = Pattern.compile(
            "(?:\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d,\\d{3} (\\w+) +\\[([^]]*)] \\([^)]*\\) (.*)");
    private static final Pattern OPEN = Pattern.compile("Listener (\\S+) is open on (\\S+):(\\d+)");
    private static final Pattern NOT_OPEN = Pattern.compile("Listener (\\S+) is not open: (.*)");
    private static final Pattern FIRST_ERROR = Pattern.compile("ERROR|FATAL");
    private static final int MAX_ERRORS = 20;

    /** A listener that has said that it is open. */
    record OpenListener(String name, String address, int port) {}

    private final PrintStream terminal;
    private final CountDownLatch started = new CountDownLatch(1);
    private final List<OpenListener> open = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private boolean withErrors;
    private boolean inError;
    private boolean muted;

    ServerOutput(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Reads until the server ends. */
    void read(InputStream console) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(console, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(COLOUR.matcher(line).replaceAll(""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The server's console can't be read", e);
        } finally {
            started.countDown();
        }
    }

    synchronized void take(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            if (inError && line.startsWith("Caused by: ")) {
                remember(line);
            }
            return;
        }
        String level = m.group(1);
        String message = m.group(3);
        inError = FIRST_ERROR.matcher(level).matches();
        if (inError) {
            remember(message);
        }
        Matcher listener = OPEN.matcher(message);
        if (listener.find()) {
            open.add(new OpenListener(listener.group(1), listener.group(2), Integer.parseInt(listener.group(3))));
        }
        if (NOT_OPEN.matcher(message).find()) {
            problems.add(message);
        }
        if (message.startsWith("WFLYSRV0025")) {
            started.countDown();
        } else if (message.startsWith("WFLYSRV0026")) {
            withErrors = true;
            started.countDown();
        }
        if (!muted && (inError || level.equals("WARN"))) {
            terminal.println(line);
        }
    }

    private void remember(String error) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    /** Waits until the server has started or ended; returns whether it has done either in time. */
    boolean awaitStart(long timeout, TimeUnit unit) throws InterruptedException {
        return started.await(timeout, unit);
    }

    /** Whether a deployment or a service failed at the start. */
    synchronized boolean startedWithErrors() {
        return withErrors;
    }

    synchronized List<OpenListener> openListeners() {
        return List.copyOf(open);
    }

    /** Listeners that could not be opened, each with its reason. */
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** The cause of the first error: the deepest "Caused by" of the first stack trace, or else the first error. */
    synchronized Optional<String> firstCause() {
        String cause = null;
        for (String error : errors) {
            boolean isCause = error.startsWith("Caused by: ");
            if (cause != null && !isCause && cause.startsWith("Caused by: ")) {
                break;
            }
            if (cause == null || isCause) {
                cause = error;
            }
        }
        return Optional.ofNullable(cause).map(text -> text.replaceFirst("^Caused by: ", ""));
    }

    /** From now on nothing is passed on to the terminal. */
    synchronized void mute() {
        muted = true;
    }
}
