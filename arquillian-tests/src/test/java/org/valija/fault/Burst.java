package org.valija.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Has an application send to many recipients, and returns those whose transaction has committed. What was under way when the
 * server died is not among them, whatever came of it.
 */
final class Burst implements Callable<List<String>> {

    private static final String COMMITTED = "committed ";
    private static final int TIMEOUT_MILLIS = 60_000;

    private final URI servlet;
    private final List<String> recipients;
    private final IntConsumer progress;

    /** @param progress hears how many have committed, after each */
    Burst(URI servlet, List<String> recipients, IntConsumer progress) {
        this.servlet = servlet;
        this.recipients = recipients;
        this.progress = progress;
    }

    @Override
    public List<String> call() {
        List<String> committed = new ArrayList<>();
        try {
            HttpURLConnection connection = (HttpURLConnection) servlet.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setDoOutput(true);
            // Not a second time by itself, as it would when the server goes away.
            connection.setChunkedStreamingMode(0);
            connection
                    .getOutputStream()
                    .write(recipients.stream()
                            .map(recipient -> "to=" + URLEncoder.encode(recipient, StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"))
                            .getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().close();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(COMMITTED) && line.endsWith(".example")) { // the whole line has come
                        committed.add(line.substring(COMMITTED.length()));
                        progress.accept(committed.size());
                    }
                }
            }
        } catch (IOException e) {
            System.out.println("A burst has ended after " + committed.size() + " of " + recipients.size() + ": " + e);
        }
        return committed;
    }
}
