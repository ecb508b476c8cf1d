package org.valija.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.content.Content;
import org.valija.delivery.IdleConnections.Place;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.route.NextHop;
import org.valija.route.OAuth2;
import org.valija.route.PublishedTls;
import org.valija.route.Route.Tls;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsResult;
import org.valija.token.AccessTokens;

/** Takes messages to next hops. Safe for use by many threads; each call uses the caller's thread and one connection. */
public final class SmtpClient implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SmtpClient.class.getName());

    /** RFC 3463 section 3.5: no answer from host. */
    private static final EnhancedStatus NO_ANSWER = EnhancedStatus.parse("4.4.1");

    /** RFC 3463 section 3.5: a server that is needed to get on was not available. */
    private static final EnhancedStatus NO_TOKEN = EnhancedStatus.parse("4.4.3");

    private final SessionTerms ordinary;
    private final TlsClient tls;
    private final ScheduledExecutorService scheduler;
    private final IdleConnections idle;
    private final UnreachableAddresses unreachable = new UnreachableAddresses();
    private final AccessTokens tokens = new AccessTokens();
    private final TlsOutcomes outcomes;

    /**
     * @param hostname what we call ourselves at EHLO, unless terms say otherwise
     * @param trust whose authorities are trusted where a route asks for a certificate
     * @param reuse how long connections are used, unless terms say otherwise
     * @param scheduler ends attempts that take too long, and closes connections that nobody needs
     * @param outcomes hears how TLS sessions began
     */
    public SmtpClient(
            String hostname,
            SSLContext trust,
            ConnectionReuse reuse,
            ScheduledExecutorService scheduler,
            TlsOutcomes outcomes) {
        this.outcomes = outcomes;
        this.ordinary = SessionTerms.of(hostname, reuse);
        this.tls = TlsClient.trusting(trust);
        this.scheduler = scheduler;
        this.idle = new IdleConnections(reuse, scheduler);
    }

    /** Without anybody who hears how TLS sessions began. */
    public SmtpClient(String hostname, SSLContext trust, ConnectionReuse reuse, ScheduledExecutorService scheduler) {
        this(hostname, trust, reuse, scheduler, TlsOutcomes.NONE);
    }

    /** Closes the connections that wait. */
    @Override
    public void close() {
        idle.close();
    }

    /** Delivers a message as it is. */
    public List<RecipientOutcome> deliver(List<NextHop> hosts, Envelope envelope, Content content, Patience patience) {
        return deliver(hosts, envelope, content, () -> new byte[0], ordinary, patience);
    }

    /**
     * Tries the hosts in their order until one says something about a recipient.
     *
     * @param hosts not empty
     * @param fields that go before the message; they are made once, as soon as there is a host to speak to
     * @param terms what holds for the sessions with the hosts
     * @return the outcome of each recipient, in the envelope's order; never throws for what a host does
     */
    public List<RecipientOutcome> deliver(
            List<NextHop> hosts,
            Envelope envelope,
            Content content,
            AddedFields fields,
            SessionTerms terms,
            Patience patience) {
        Departure departure = new Departure(content, fields);
        List<RecipientOutcome> outcomes = new ArrayList<>();
        List<MailAddress> left = envelope.recipients();
        try (Deadline deadline = new Deadline(patience.total(), scheduler)) {
            while (!left.isEmpty()) {
                List<MailAddress> some = left.subList(0, Math.min(terms.recipients(), left.size()));
                left = left.subList(some.size(), left.size());
                List<RecipientOutcome> told =
                        deliver(hosts, envelope.withRecipients(some), departure, terms, patience, deadline);
                outcomes.addAll(told);
                if (told.stream().allMatch(SmtpClient::isSilence)) { // the others would wait for the same
                    outcomes.addAll(undelivered(left, told.get(0).problem()));
                    left = List.of();
                }
            }
        }
        return outcomes;
    }

    private List<RecipientOutcome> deliver(
            List<NextHop> hosts,
            Envelope envelope,
            Departure departure,
            SessionTerms terms,
            Patience patience,
            Deadline deadline) {
        Optional<Failure> last = Optional.empty();
        for (NextHop hop : unreachable.last(hosts)) {
            NextHop host = envelope.options().requireTls() ? requiringTls(hop) : hop;
            if (envelope.options().requireTls() && !hop.published().authentic()) {
                // RFC 8689 section 4.2.1: the MX records could be forged.
                last = worse(
                        last,
                        Failure.noTls(
                                hop.host(),
                                "neither DNSSEC nor an MTA-STS policy says that it is the destination's host"));
                continue;
            }
            for (InetAddress address : unreachable.last(host)) {
                Optional<Source> source = terms.origin().towards(address);
                if (source.isEmpty()) {
                    last = last.or(() -> Optional.of(noSource(address)));
                    continue;
                }
                if (deadline.isPassed()) {
                    return undelivered(envelope.recipients(), last.filter(failure -> !failure.isPermanent()));
                }
                try {
                    Place place = Place.of(
                            host,
                            address,
                            MailTransaction.isInternational(envelope, departure.content()),
                            source.get());
                    return deliver(host, place, envelope, departure, terms, patience, deadline);
                } catch (NotReadyException e) {
                    return undelivered(envelope.recipients(), Optional.of(e.failure()));
                } catch (NextHopException e) {
                    last = worse(last, e.failure());
                    LOG.log(Level.DEBUG, "Next hop failed: " + e.failure(), e);
                }
            }
        }
        return undelivered(envelope.recipients(), last);
    }

    /** Whether no host has said anything, and not what is only about this recipient. */
    private static boolean isSilence(RecipientOutcome outcome) {
        return outcome instanceof Deferred later && later.failure().reply().isEmpty();
    }

    private static Failure noSource(InetAddress address) {
        String family = address instanceof Inet6Address ? "IPv6" : "IPv4";
        return Failure.local(
                NO_ANSWER,
                address.getHostAddress() + " can't be reached: the stream has no source address in " + family);
    }

    /** As long as one of them may take it later, it is no failure for good. */
    private static Optional<Failure> worse(Optional<Failure> last, Failure failure) {
        boolean hopeful = last.filter(f -> !f.isPermanent()).isPresent();
        return hopeful && failure.isPermanent() ? last : Optional.of(failure);
    }

    /** RFC 8689 section 4.2.1: the certificate is verified whatever the route asks for; DANE does so, too. */
    private static NextHop requiringTls(NextHop hop) {
        boolean verified = hop.tls() == Tls.IMPLICIT
                || (hop.tls() == Tls.OPPORTUNISTIC && hop.published().kind() == PublishedTls.Kind.DANE);
        return verified ? hop : hop.withTls(Tls.REQUIRED);
    }

    private static List<RecipientOutcome> undelivered(List<MailAddress> recipients, Optional<Failure> last) {
        Failure failure = last.orElseGet(() -> Failure.local(NO_ANSWER, "No host could be reached in time"));
        return recipients.stream()
                .<RecipientOutcome>map(recipient ->
                        failure.isPermanent() ? new Bounced(recipient, failure) : new Deferred(recipient, failure))
                .toList();
    }

    private List<RecipientOutcome> deliver(
            NextHop host,
            Place place,
            Envelope envelope,
            Departure departure,
            SessionTerms terms,
            Patience patience,
            Deadline deadline)
            throws NextHopException, NotReadyException {
        for (Optional<SmtpConnection> waiting = idle.take(place, terms);
                waiting.isPresent();
                waiting = idle.take(place, terms)) {
            try {
                SmtpConnection connection = waiting.get();
                connection.wake(patience, deadline);
                return deliver(connection, place, envelope, departure, terms, patience, deadline);
            } catch (NextHopException e) {
                // It says nothing about the host: hosts close what waits, and answer 421 where they have had enough of
                // it.
                LOG.log(Level.DEBUG, "A connection that waited is of no use any more: " + e.failure(), e);
            }
        }
        return deliver(
                open(host, place, envelope, patience, deadline), place, envelope, departure, terms, patience, deadline);
    }

    private SmtpConnection open(NextHop host, Place place, Envelope envelope, Patience patience, Deadline deadline)
            throws NextHopException {
        NextHop wanted = host;
        if (host.tls() == Tls.OPPORTUNISTIC && host.published().isTesting() && !host.isVerifiedByRoute()) {
            Optional<SmtpConnection> passed = trial(host, place, patience, deadline);
            if (passed.isPresent()) {
                return passed.get();
            }
            // RFC 8461 section 5: a policy in mode testing stops no mail. The failure has been told.
            wanted =
                    host.withPublished(PublishedTls.nothing("", host.published().authentic()));
        }
        try {
            return observed(wanted, place, patience, deadline);
        } catch (NextHopException e) {
            if (e.isTlsFailed() && envelope.options().requireTls() && !isTemporary(e.failure())) {
                throw new NextHopException(
                        Failure.noTls(host.host(), e.failure().reason()), e.tls(), e);
            }
            if (!e.isTlsFailed() || host.tls() != Tls.OPPORTUNISTIC || host.isTlsMandatory()) {
                throw e;
            }
            // RFC 7435 section 1.2: where encryption fails, the clear channel that the peer has without it.
            LOG.log(Level.WARNING, "STARTTLS failed, going on without: " + e.failure());
            return connect(host.withTls(Tls.NONE), place, patience, deadline);
        }
    }

    private SmtpConnection openLoggingIn(NextHop host, Place place, Patience patience, Deadline deadline)
            throws NextHopException {
        Optional<OAuth2> source = host.login().flatMap(NextHop.Login::tokens);
        if (source.isEmpty()) {
            return connect(host, place, patience, deadline);
        }
        AccessTokens.Given token = token(host, source.get());
        try {
            return openWith(token, host, place, patience, deadline);
        } catch (NextHopException e) {
            if (!e.isLoginRefused()) {
                throw e;
            }
            tokens.forget(source.get(), token.text());
            if (token.fresh()) {
                throw e;
            }
            LOG.log(Level.DEBUG, "Access token refused, a new one is fetched: " + e.failure(), e);
            return openWith(token(host, source.get()), host, place, patience, deadline);
        }
    }

    private AccessTokens.Given token(NextHop host, OAuth2 source) throws NextHopException {
        try {
            return tokens.get(source);
        } catch (IOException e) {
            throw new NextHopException(
                    new Failure(
                            NO_TOKEN,
                            Optional.of(host.host()),
                            Optional.empty(),
                            host.host() + ": no access token from " + source.tokenUrl() + ": " + e.getMessage()),
                    e);
        }
    }

    private SmtpConnection openWith(
            AccessTokens.Given token, NextHop host, Place place, Patience patience, Deadline deadline)
            throws NextHopException {
        NextHop.Login login = host.login().orElseThrow().withToken(token.text());
        return connect(host.withLogin(login), place, patience, deadline);
    }

    private SmtpConnection connect(NextHop host, Place place, Patience patience, Deadline deadline)
            throws NextHopException {
        try {
            SmtpConnection connection = SmtpConnection.open(
                    host, place.address(), place.source(), place.international(), tls, patience, deadline);
            unreachable.forget(place.address(), host.port());
            return connection;
        } catch (NextHopException e) {
            if (e.failure().reply().isEmpty() && !e.isTlsFailed()) {
                unreachable.note(place.address(), host.port());
            }
            throw e;
        }
    }

    /** A connection that would do if the policy that is being tested were enforced; empty if there is none. */
    private Optional<SmtpConnection> trial(NextHop host, Place place, Patience patience, Deadline deadline)
            throws NextHopException {
        PublishedTls testing = host.published();
        if (testing.kind() == PublishedTls.Kind.MTA_STS_TESTING_OTHER_HOST) {
            outcomes.failed(
                    testing,
                    host.host(),
                    place.address().getHostAddress(),
                    TlsResult.VALIDATION_FAILURE,
                    "the host is none of those in the policy");
            return Optional.empty();
        }
        PublishedTls enforced =
                PublishedTls.sts(PublishedTls.Kind.MTA_STS, testing.authentic(), testing.domain(), testing.policy());
        try {
            return Optional.of(observed(host.withPublished(enforced), place, patience, deadline));
        } catch (NextHopException e) {
            if (!e.isTlsFailed()) {
                throw e;
            }
            LOG.log(Level.INFO, "A policy that is being tested fails: " + e.failure());
            return Optional.empty();
        }
    }

    private SmtpConnection observed(NextHop host, Place place, Patience patience, Deadline deadline)
            throws NextHopException {
        try {
            SmtpConnection connection = openLoggingIn(host, place, patience, deadline);
            if (connection.isSecure()) {
                outcomes.succeeded(host.published(), host.host());
            } else if (host.tls() == Tls.OPPORTUNISTIC) {
                tellFailure(host, place, TlsResult.STARTTLS_NOT_SUPPORTED, "the host does not offer STARTTLS");
            }
            return connection;
        } catch (NextHopException e) {
            e.tls()
                    .ifPresent(result ->
                            tellFailure(host, place, result, e.failure().reason()));
            throw e;
        }
    }

    private void tellFailure(NextHop host, Place place, TlsResult result, String reason) {
        outcomes.failed(host.published(), host.host(), place.address().getHostAddress(), result, reason);
    }

    private List<RecipientOutcome> deliver(
            SmtpConnection connection,
            Place place,
            Envelope envelope,
            Departure departure,
            SessionTerms terms,
            Patience patience,
            Deadline deadline)
            throws NextHopException, NotReadyException {
        boolean reusable = false;
        try {
            MailTransaction transaction =
                    new MailTransaction(connection, place.host(), envelope, departure.complete(), patience, deadline);
            List<RecipientOutcome> outcomes = transaction.run();
            reusable = idle.wants(connection, terms) && transaction.isOver() && deadline.release();
            return outcomes;
        } finally {
            if (reusable) {
                idle.give(place, connection, terms);
            } else {
                connection.quit();
            }
        }
    }

    /** Whether the host has said itself that TLS is not possible for the moment. */
    private static boolean isTemporary(Failure failure) {
        return failure.reply().filter(reply -> !reply.isPermanent()).isPresent();
    }
}
