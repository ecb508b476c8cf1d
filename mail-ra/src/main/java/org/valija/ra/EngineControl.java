package org.valija.ra;

import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.valija.MailAddress;
import org.valija.smtp.SmtpServer;
import org.valija.smtp.SmtpServerSettings;
import org.valija.smtp.SpoolSettings;
import org.valija.smtp.tls.TlsKeys;
import org.valija.spi.HostName;
import org.valija.spi.ListenerControl;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.Registry;
import org.valija.spi.TlsReport;

/**
 * Opens and closes ports. The SMTP engine, its threads and its spool exist from the first listener that is applied until
 * {@link #close}; if it can't be made, every listener has failed for that reason, and the next one that is applied tries
 * again.
 */
final class EngineControl implements ListenerControl, AutoCloseable {

    private static final Logger LOG = System.getLogger(EngineControl.class.getName());

    private final AdapterSettings settings;
    private final Path spoolFolder;
    private final Endpoints endpoints;
    private final WorkManager workManager;
    private final Map<String, ListenerStatus> failed = new TreeMap<>();
    private Optional<Engine> engine = Optional.empty();
    private boolean closed;

    /**
     * @param spoolFolder made if it isn't there; what is left in it from before is removed
     */
    EngineControl(AdapterSettings settings, Path spoolFolder, Endpoints endpoints, WorkManager workManager) {
        this.settings = settings;
        this.spoolFolder = spoolFolder;
        this.endpoints = endpoints;
        this.workManager = workManager;
    }

    /** What is closed together. */
    private record Engine(
            SmtpServer server,
            Optional<TlsKeys> keys,
            WorkQueue deliveries,
            WorkQueue logins,
            WorkQueue tokenLogins,
            WorkQueue questions,
            Registry.Registration postmaster) {}

    @Override
    public synchronized ListenerStatus apply(ListenerSettings listener) {
        if (closed) {
            return failure(listener, "Valija is stopping.");
        }
        try {
            if (engine.isEmpty()) {
                engine = Optional.of(start());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "The SMTP engine can''t start: {0}", Visible.of(e));
            ListenerStatus status = failure(listener, "The SMTP engine can't start: " + e.getMessage());
            failed.put(listener.name(), status);
            return status;
        }
        failed.remove(listener.name());
        return engine.get().server.apply(listener);
    }

    private static ListenerStatus failure(ListenerSettings listener, String problem) {
        int port = listener.port() + Integer.getInteger("valija.port.offset", 0);
        return new ListenerStatus(listener.name(), ListenerStatus.State.FAILED, port, 0, Optional.of(problem));
    }

    private Engine start() throws IOException {
        String hostName = settings.hostName().orElseGet(HostName::ofMachine);
        SmtpServerSettings.Builder server = SmtpServerSettings.builder(hostName, spoolFolder)
                .extensions(settings.extensions())
                .limits(settings.limits())
                .timeouts(settings.timeouts())
                .spool(new SpoolSettings(
                        spoolFolder,
                        settings.spoolThreshold(),
                        settings.spoolMemory(),
                        settings.spoolDisk(),
                        settings.spoolFree()));
        Optional<TlsKeys> keys =
                settings.tls().isEmpty() ? Optional.empty() : Optional.of(TlsKeys.load(settings.tls(), hostName));
        keys.ifPresent(server::tls);
        LoginSettings login = settings.login();
        WorkQueue deliveries = new WorkQueue("deliveries", workManager, settings.deliveries());
        WorkQueue logins = new WorkQueue("logins", workManager, settings.logins());
        WorkQueue tokenLogins = new WorkQueue("tokens", workManager, settings.logins());
        WorkQueue questions = new WorkQueue("recipients", workManager, settings.questions());
        try {
            LocalPostmaster postmaster = recipient -> isOurPostmaster(recipient, hostName);
            Reception reception = new Reception(
                    endpoints,
                    postmaster,
                    new Realm(
                            logins,
                            tokenLogins,
                            login.tokens(),
                            new UnknownUsers(spoolFolder.resolveSibling("scram.key"), login.scramIterations()),
                            Clock.systemUTC()),
                    new RecipientQuestions(questions),
                    new Deliveries(deliveries, settings.deliveries()));
            SmtpServer smtp = new SmtpServer(server.build(), reception);
            return new Engine(
                    smtp,
                    keys,
                    deliveries,
                    logins,
                    tokenLogins,
                    questions,
                    Registry.register(LocalPostmaster.class, postmaster));
        } catch (IOException | RuntimeException e) {
            deliveries.close();
            logins.close();
            tokenLogins.close();
            questions.close();
            throw e;
        }
    }

    private boolean isOurPostmaster(MailAddress recipient, String hostName) {
        return recipient.localPart().equalsIgnoreCase("postmaster")
                && (recipient.domain().equalsIgnoreCase(hostName) || endpoints.receiveInDomainOf(recipient));
    }

    @Override
    public synchronized void remove(String name) {
        failed.remove(name);
        engine.ifPresent(running -> running.server.remove(name));
    }

    @Override
    public synchronized Optional<TlsReport> tls() {
        return engine.flatMap(Engine::keys).map(TlsKeys::report);
    }

    @Override
    public synchronized List<ListenerStatus> listeners() {
        List<ListenerStatus> all = new ArrayList<>(failed.values());
        engine.ifPresent(running -> all.addAll(running.server.listeners()));
        return all;
    }

    /** Closes all ports, waits a limited time for what is being delivered, and ends all threads. May be called twice. */
    @Override
    public synchronized void close() {
        closed = true;
        engine.ifPresent(running -> {
            running.server.close();
            running.deliveries.close();
            running.logins.close();
            running.tokenLogins.close();
            running.questions.close();
            running.postmaster.close();
        });
        engine = Optional.empty();
        failed.clear();
    }
}
