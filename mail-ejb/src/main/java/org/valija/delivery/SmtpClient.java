package org.valija.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.content.Content;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

/** Takes messages to next hops. Safe for use by many threads; each call uses the caller's thread and one connection. */
public final class SmtpClient {

    private static final Logger LOG = System.getLogger(SmtpClient.class.getName());

    /** RFC 3463 section 3.5: no answer from host. */
    private static final EnhancedStatus NO_ANSWER = EnhancedStatus.parse("4.4.1");

    private final String hostname;
    private final TlsClient tls;
    private final ScheduledExecutorService scheduler;

    /**
     * @param hostname what we call ourselves at EHLO
     * @param trust whose authorities are trusted where a route asks for a certificate
     * @param scheduler ends attempts that take too long
     */
    public SmtpClient(String hostname, SSLContext trust, ScheduledExecutorService scheduler) {
        this.hostname = hostname;
        this.tls = TlsClient.trusting(trust);
        this.scheduler = scheduler;
    }

    /**
     * Tries the hosts in their order until one says something about a recipient.
     *
     * @param hosts not empty
     * @return the outcome of each recipient, in the envelope's order; never throws for what a host does
     */
    public List<RecipientOutcome> deliver(List<NextHop> hosts, Envelope envelope, Content content, Patience patience) {
        Optional<Failure> last = Optional.empty();
        try (Deadline deadline = new Deadline(patience.total(), scheduler)) {
            for (NextHop hop : hosts) {
                NextHop host = envelope.options().requireTls() ? requiringTls(hop) : hop;
                for (InetAddress address : host.addresses()) {
                    if (deadline.isPassed()) {
                        return undelivered(envelope, last.filter(failure -> !failure.isPermanent()));
                    }
                    try {
                        return deliver(host, address, envelope, content, patience, deadline);
                    } catch (NextHopException e) {
                        // As long as one of them may take it later, it is no failure for good.
                        if (last.filter(failure -> !failure.isPermanent()).isEmpty()
                                || !e.failure().isPermanent()) {
                            last = Optional.of(e.failure());
                        }
                        LOG.log(Level.DEBUG, "Next hop failed: " + e.failure(), e);
                    }
                }
            }
        }
        return undelivered(envelope, last);
    }

    /** RFC 8689 section 4.2.1: the certificate is verified whatever the route asks for. */
    private static NextHop requiringTls(NextHop hop) {
        return hop.tls() == Tls.IMPLICIT
                ? hop
                : new NextHop(hop.host(), hop.addresses(), hop.port(), Tls.REQUIRED, hop.login());
    }

    private static List<RecipientOutcome> undelivered(Envelope envelope, Optional<Failure> last) {
        Failure failure = last.orElseGet(() -> Failure.local(NO_ANSWER, "No host could be reached in time"));
        return envelope.recipients().stream()
                .<RecipientOutcome>map(recipient ->
                        failure.isPermanent() ? new Bounced(recipient, failure) : new Deferred(recipient, failure))
                .toList();
    }

    private List<RecipientOutcome> deliver(
            NextHop host, InetAddress address, Envelope envelope, Content content, Patience patience, Deadline deadline)
            throws NextHopException {
        SmtpConnection connection;
        boolean international = MailTransaction.isInternational(envelope, content);
        try {
            connection = SmtpConnection.open(host, address, hostname, international, tls, patience, deadline);
        } catch (NextHopException e) {
            if (e.isTlsFailed() && envelope.options().requireTls() && !isTemporary(e.failure())) {
                throw new NextHopException(
                        Failure.noTls(host.host(), e.failure().reason()), true, e);
            }
            if (!e.isTlsFailed()
                    || host.tls() != Tls.OPPORTUNISTIC
                    || host.login().isPresent()) {
                throw e;
            }
            // RFC 7435 section 1.2: where encryption fails, the clear channel that the peer has without it.
            LOG.log(Level.WARNING, "STARTTLS failed, going on without: " + e.failure());
            NextHop clear = new NextHop(host.host(), host.addresses(), host.port(), Tls.NONE, host.login());
            connection = SmtpConnection.open(clear, address, hostname, international, tls, patience, deadline);
        }
        try {
            return new MailTransaction(connection, host.host(), envelope, content, patience, deadline).run();
        } finally {
            connection.quit();
        }
    }

    /** Whether the host has said itself that TLS is not possible for the moment. */
    private static boolean isTemporary(Failure failure) {
        return failure.reply().filter(reply -> !reply.isPermanent()).isPresent();
    }
}
