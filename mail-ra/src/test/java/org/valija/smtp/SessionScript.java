package org.valija.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.Client;
import org.valija.ClientCertificate;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.RecipientOptions;
import org.valija.TlsParameters;
import org.valija.TransmissionOptions;
import org.valija.smtp.SmtpSession.Input;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.spool.SpoolArea;
import org.valija.smtp.tls.TlsKeys;
import org.valija.smtp.wire.ChunkDecoder;
import org.valija.smtp.wire.CommandDecoder;
import org.valija.smtp.wire.ContentDecoder;
import org.valija.smtp.wire.DataDecoder;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

/**
 * Plays a script to a {@link SmtpSession} without I/O and writes down what happened. In a script, and in what comes out:
 *
 * <pre>
 * # a comment
 * : name value       a setting; before everything else. "offer" names extensions, by commas, besides those that are in
 *                    every script; "withhold" takes some away; "certificate" has the names, by commas, in the client's
 * &gt; text             the client sends a line; \r \n \0 \xHH are octets, {600*x} stands for 600 times x, and a \c at the
 *                    end for no CR LF
 * ! event            tls, timeout, no-login, slow, closing, disconnected
 * &lt; text             a line of a reply (out only)
 * = text             what the mail handler was given (out only)
 * ~ text             what the session wanted done (out only)
 * </pre>
 */
final class SessionScript {

    private static final Instant NOW = Instant.parse("2026-11-23T17:30:00Z");
    /** Of a message that the handler was given. */
    private static final int MAX_LINES = 12;

    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|0|\\\\|x[0-9A-F]{2})|\\{(\\d+)\\*([^}]*)}");

    private static final Set<Extension> ON_DEMAND = EnumSet.of(
            Extension.BINARYMIME,
            Extension.DSN,
            Extension.LIMITS,
            Extension.REQUIRETLS,
            Extension.FUTURERELEASE,
            Extension.MT_PRIORITY,
            Extension.DELIVERBY);

    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> settings = new HashMap<>();
    private final ByteBuf input = Unpooled.buffer();
    private final RecordingHandler handler = new RecordingHandler();
    private final SpoolArea spool;
    private SmtpSession session;
    private CommandDecoder commands;
    private ContentDecoder contentDecoder;
    private final byte[] contentBuffer = new byte[64];
    private boolean closed;

    private SessionScript(SpoolArea spool) {
        this.spool = spool;
    }

    /** @return the script with what happened written in */
    static String play(String script, Path folder, TlsKeys keys) throws IOException {
        SpoolArea spool = SpoolArea.open(folder, 1024, 100_000, 100_000, 0);
        SessionScript play = new SessionScript(spool);
        for (String line : script.split("\n")) {
            play.line(line, folder, keys);
        }
        if (play.session != null) {
            play.session.disconnected();
        }
        spool.close();
        if (spool.used() != 0) {
            throw new AssertionError("The session left " + spool.used() + " octets in the spool");
        }
        return play.out.toString();
    }

    private void line(String line, Path folder, TlsKeys keys) throws IOException {
        char kind = line.isEmpty() ? '#' : line.charAt(0);
        if (kind == '<' || kind == '=' || kind == '~') {
            return;
        }
        out.append(line).append('\n');
        if (kind == ':') {
            String[] words = line.split(" ");
            settings.put(words[1], words[2]);
        } else if (kind == '>' || kind == '!') {
            start(folder, keys);
            if (kind == '>') {
                input.writeBytes(octets(line.length() > 1 ? line.substring(2) : ""));
            } else {
                event(line.substring(2));
            }
            run();
        }
    }

    private void start(Path folder, TlsKeys keys) {
        if (session != null) {
            return;
        }
        SmtpServerSettings.Builder server = SmtpServerSettings.builder("mail.example", folder)
                .limits(limits -> limits.maxErrors(Integer.parseInt(settings.getOrDefault("max-errors", "20")))
                        .maxCommands(Integer.parseInt(settings.getOrDefault("max-commands", "1000")))
                        .maxMessages(Integer.parseInt(settings.getOrDefault("max-messages", "1000")))
                        .network(network -> network.messagesPerMinute(
                                        Integer.parseInt(settings.getOrDefault("network-messages", "1000")))
                                .recipientsPerMinute(
                                        Integer.parseInt(settings.getOrDefault("network-recipients", "1000")))));
        handler.mechanisms = Stream.of(
                        settings.getOrDefault("mechanisms", "PLAIN,LOGIN").split(","))
                .map(keyword -> SaslMechanism.of(keyword).orElseThrow())
                .collect(Collectors.toSet());
        handler.turnsDown = settings.getOrDefault("turned-down", "no").equals("yes");
        if (!settings.getOrDefault("keys", "yes").equals("no")) {
            server.tls(keys);
        }
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ListenerSettings listener = new ListenerSettings(
                "test",
                ListenerKind.valueOf(settings.getOrDefault("listener", "RELAY")),
                "127.0.0.1",
                0,
                true,
                Long.parseLong(settings.getOrDefault("max-size", "10000")),
                Integer.parseInt(settings.getOrDefault("max-recipients", "100")),
                new ListenerOptions(
                        withheld(),
                        ListenerOptions.LineBreaks.valueOf(settings.getOrDefault("line-breaks", "STRICT")),
                        List.of(),
                        Stream.ofNullable(settings.get("xclient")).toList(),
                        false));
        session = new SmtpSession(
                new SessionSurroundings(
                        server.build(),
                        new GuardedHandler(handler),
                        spool,
                        new NetworkTraffic(server.build().limits().network(), () -> 0),
                        new TransactionIds(clock),
                        clock,
                        this::pause),
                listener,
                new InetSocketAddress(settings.getOrDefault("client", "192.0.2.1"), 4711));
        commands = new CommandDecoder(session::lineLimit, session.lineBreaks());
        boolean tls = settings.getOrDefault("tls", "no").equals("yes");
        handle(session.connected(tls ? Optional.of(tls()) : Optional.empty(), () -> false));
    }

    /** Few are offered unless a script is about them, so that not every script has to show them all. */
    private Set<Extension> withheld() {
        Set<Extension> withheld = EnumSet.copyOf(ON_DEMAND);
        withheld.removeAll(extensions("offer"));
        withheld.addAll(extensions("withhold"));
        return withheld;
    }

    private List<Extension> extensions(String setting) {
        String names = settings.getOrDefault(setting, "");
        return names.isEmpty()
                ? List.of()
                : Arrays.stream(names.split(",")).map(Extension::valueOf).toList();
    }

    private CompletableFuture<Void> pause(Duration duration) {
        out.append("~ pause of ").append(duration.toMillis()).append(" ms\n");
        return CompletableFuture.completedFuture(null);
    }

    private TlsParameters tls() {
        return new TlsParameters(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                Optional.empty(),
                Optional.ofNullable(settings.get("certificate"))
                        .map(names -> new ClientCertificate(
                                "CN=Client",
                                "CN=Authority",
                                Stream.of(names.split(","))
                                        .filter(name -> !name.isEmpty())
                                        .toList(),
                                Instant.parse(settings.getOrDefault("certificate-until", "2027-01-01T00:00:00Z")))));
    }

    private void event(String event) {
        switch (event) {
            case "tls" -> handle(session.tlsStarted(tls()));
            case "timeout" -> handle(session.timedOut());
            case "no-login" -> handle(session.notLoggedIn());
            case "slow" -> handle(session.tooSlow());
            case "closing" -> handle(session.serverClosing());
            case "disconnected" -> {
                session.disconnected();
                closed = true;
            }
            default -> throw new IllegalArgumentException("No such event: " + event);
        }
    }

    private void run() {
        boolean more = true;
        while (more && !closed) {
            more = switch (session.expects()) {
                case NOTHING -> false;
                case COMMAND, AUTH_RESPONSE -> feedLine();
                case DATA, CHUNK -> feedContent();
            };
        }
    }

    private boolean feedLine() {
        Optional<CommandDecoder.Line> line = commands.decode(input);
        if (line.isEmpty()) {
            return false;
        }
        if (line.get() instanceof CommandDecoder.Complete complete) {
            handle(
                    session.expects() == Input.AUTH_RESPONSE
                            ? session.authResponse(complete.octets())
                            : session.command(complete.octets(), input.isReadable()));
        } else {
            handle(session.lineTooLong());
        }
        return true;
    }

    private boolean feedContent() {
        if (contentDecoder == null) {
            contentDecoder =
                    session.expects() == Input.DATA ? new DataDecoder() : new ChunkDecoder(session.chunkSize());
        }
        if (contentDecoder.isEnded()) {
            contentDecoder = null;
            handle(session.endOfContent());
            return true;
        }
        if (!input.isReadable()) {
            return false;
        }
        handle(session.content(contentBuffer, contentDecoder.decode(input, contentBuffer)));
        return true;
    }

    private void handle(Step step) {
        if (step instanceof Step.Respond respond) {
            String reply = new String(respond.reply().encode(), StandardCharsets.US_ASCII);
            reply.lines().forEach(l -> out.append("< ")
                    .append(l.replaceAll("Ok: \\w{16}$", "Ok: ID"))
                    .append('\n'));
            if (respond.after() != Step.After.GO_ON && respond.after() != Step.After.NEW_CLIENT) {
                out.append("~ ").append(respond.after()).append('\n');
                closed = respond.after() == Step.After.CLOSE;
                input.clear();
            }
        } else if (step instanceof Step.RespondEach each) {
            each.replies().forEach(reply -> handle(Step.respond(reply)));
            handle(each.next());
        } else if (step instanceof Step.Await<?> await) {
            await(await);
        }
        while (!handler.mails.isEmpty()) {
            describe(handler.mails.remove(0), handler.contents.remove(0));
        }
    }

    private <T> void await(Step.Await<T> await) {
        CompletableFuture<T> stage = await.stage().toCompletableFuture();
        Step next = stage.handle((value, failure) -> await.resume().apply(value, failure))
                .join();
        while (!handler.mails.isEmpty()) {
            describe(handler.mails.remove(0), handler.contents.remove(0));
        }
        handle(next);
    }

    private void describe(IncomingMail mail, String content) {
        Client client = mail.client();
        out.append("= client ")
                .append(client.helo().orElse("-"))
                .append(' ')
                .append(client.tls().isPresent() ? "TLS" : "clear")
                .append(' ')
                .append(client.user().orElse("-"))
                .append('\n');
        out.append("= from ").append(mail.envelope().reversePath()).append('\n');
        out.append("= to ").append(mail.envelope().recipients()).append('\n');
        options(mail.envelope());
        List<String> lines = List.of(content.replace(mail.id(), "ID")
                .replace("\r\n", "\n")
                .replace("\t", "\\t")
                .replace("\0", "\\0")
                .replace("\r", "\\r")
                .split("\n"));
        lines.stream()
                .limit(MAX_LINES)
                .forEach(line -> out.append("= ").append(line).append('\n'));
        if (lines.size() > MAX_LINES) {
            out.append("= and ").append(lines.size() - MAX_LINES).append(" lines more\n");
        }
    }

    /** What was asked for, if anything was. */
    private void options(Envelope envelope) {
        TransmissionOptions asked = envelope.options();
        List<String> options = new ArrayList<>();
        if (asked.body() == TransmissionOptions.Body.BINARY_MIME) {
            options.add("binary");
        }
        asked.returned().ifPresent(returned -> options.add("return " + returned));
        asked.envelopeId().ifPresent(id -> options.add("envelope id " + id));
        if (asked.requireTls()) {
            options.add("require TLS");
        }
        asked.holdUntil().ifPresent(time -> options.add("hold until " + time));
        if (asked.priority() != 0) {
            options.add("priority " + asked.priority());
        }
        asked.deliverBy().ifPresent(by -> options.add(by.toString()));
        if (!options.isEmpty()) {
            out.append("= ").append(String.join(", ", options)).append('\n');
        }
        for (MailAddress recipient : envelope.recipients()) {
            RecipientOptions theirs = envelope.options(recipient);
            if (!theirs.equals(RecipientOptions.NONE)) {
                out.append("= ").append(recipient).append(": notify ");
                out.append(theirs.notifications().map(TreeSet::new)).append(" original ");
                out.append(theirs.originalRecipient()).append('\n');
            }
        }
    }

    private static byte[] octets(String text) throws IOException {
        boolean ended = !text.endsWith("\\c");
        String rest = ended ? text : text.substring(0, text.length() - 2);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher m = ESCAPE.matcher(rest);
        int from = 0;
        while (m.find()) {
            octets.write(rest.substring(from, m.start()).getBytes(StandardCharsets.UTF_8));
            if (m.group(1) != null) {
                octets.write(octet(m.group(1)));
            } else {
                byte[] repeated = octets(m.group(3) + "\\c");
                for (int i = 0; i < Integer.parseInt(m.group(2)); i++) {
                    octets.write(repeated);
                }
            }
            from = m.end();
        }
        octets.write(rest.substring(from).getBytes(StandardCharsets.UTF_8));
        if (ended) {
            octets.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        return octets.toByteArray();
    }

    private static byte octet(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '0' -> 0;
            case '\\' -> '\\';
            default -> (byte) Integer.parseInt(escape.substring(1), 16);
        };
    }
}
