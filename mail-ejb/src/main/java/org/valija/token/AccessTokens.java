package org.valija.token;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.valija.route.OAuth2;

/**
 * The access tokens that this node has. Safe for use by many threads: one fetches a token, the others wait for it, each no longer
 * than a fetch may take.
 */
public final class AccessTokens {

    private static final Logger LOG = System.getLogger(AccessTokens.class.getName());

    /** More than there are routes with a login; then the one that was not used for longest is forgotten. */
    private static final int MAX_SOURCES = 100;

    /** A token is not used in the last tenth of its time, nor in its last minute. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** How long an endpoint that has failed is not asked again: its mail comes one by one. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final TokenEndpoint endpoint;
    private final InstantSource clock;

    private final Map<OAuth2, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OAuth2, Source> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    public AccessTokens() {
        this(new TokenEndpoint(), InstantSource.system());
    }

    AccessTokens(TokenEndpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * A token.
     *
     * @param text what the host is to see
     * @param fresh whether it was fetched just now
     */
    public record Given(String text, boolean fresh) {

        /** Without the token, which must not reach a log. */
        @Override
        public String toString() {
            return fresh ? "a fresh token" : "a token";
        }
    }

    /**
     * The token that is there, or a new one. May wait for the endpoint, for a bounded time.
     *
     * @throws IOException if there is none; the message is a sentence without secrets
     */
    public Given get(OAuth2 settings) throws IOException {
        return source(settings).get();
    }

    /** Drops a token that was refused, unless there is another one already. */
    public void forget(OAuth2 settings, String refused) {
        source(settings).forget(refused);
    }

    private Source source(OAuth2 settings) {
        synchronized (sources) {
            return sources.computeIfAbsent(settings, Source::new);
        }
    }

    private final class Source {

        private final OAuth2 settings;
        private final ReentrantLock lock = new ReentrantLock();
        private Optional<String> refreshToken;
        private Optional<String> token = Optional.empty();
        private Instant renewAt = Instant.MIN;
        private Optional<String> failure = Optional.empty();
        private Instant askAgainAt = Instant.MIN;

        Source(OAuth2 settings) {
            this.settings = settings;
            this.refreshToken = settings.refreshToken();
        }

        Given get() throws IOException {
            acquire();
            try {
                Instant now = clock.instant();
                if (token.isPresent() && now.isBefore(renewAt)) {
                    return new Given(token.get(), false);
                }
                if (failure.isPresent() && now.isBefore(askAgainAt)) {
                    throw new IOException(failure.get());
                }
                return new Given(fetch(now), true);
            } finally {
                lock.unlock();
            }
        }

        private void acquire() throws IOException {
            try {
                if (!lock.tryLock(TokenEndpoint.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("others wait for it still");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a token");
            }
        }

        private String fetch(Instant now) throws IOException {
            TokenEndpoint.Answer answer;
            try {
                answer = endpoint.ask(settings, refreshToken);
            } catch (IOException e) {
                failure = Optional.of(e.getMessage());
                askAgainAt = clock.instant().plus(PAUSE);
                throw e;
            }
            failure = Optional.empty();
            token = Optional.of(answer.token());
            Duration tenth = answer.life().dividedBy(10);
            renewAt = now.plus(answer.life()).minus(tenth.compareTo(MARGIN) > 0 ? tenth : MARGIN);
            if (answer.refreshToken().isPresent() && !answer.refreshToken().equals(refreshToken)) {
                // RFC 6749 section 6: the old one must not be used any more.
                refreshToken = answer.refreshToken();
                LOG.log(
                        Level.INFO,
                        "{0} has given a new refresh token, which is used until the server stops. If it refuses the one of"
                                + " the route then, that must be set anew",
                        settings);
            }
            return answer.token();
        }

        void forget(String refused) {
            lock.lock();
            try {
                token = token.filter(text -> !text.equals(refused));
            } finally {
                lock.unlock();
            }
        }
    }
}
