package org.valija.route;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.spi.DestinationCheck;

/**
 * Looks at RCPT whether a destination exists and takes mail, by the routes and name servers of the delivery itself. It
 * refuses only what the first attempt would bounce; what it does not know soon enough is taken.
 *
 * <p>Threading: never blocks; the look-up begins on the executor, and nobody waits for its answer.
 */
public final class DestinationProbe implements DestinationCheck {

    private static final Logger LOG = System.getLogger(DestinationProbe.class.getName());

    /** So many look-ups at the same time; further recipients are taken unseen. */
    private static final int MAX_PENDING = 100;

    /** How long a destination that was fine is not looked at again: a sender often has many recipients there. */
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int MAX_REMEMBERED = 10_000;

    private final RouteTable routes;
    private final MailExchangers exchangers;
    private final Executor executor;
    private final Duration limit;
    private final Semaphore places = new Semaphore(MAX_PENDING);
    /** By domain: when it was seen to be fine. */
    private final Map<String, Long> fine = new ConcurrentHashMap<>();

    /**
     * @param executor for short tasks
     * @param limit how long a client waits at most; zero to let it not wait, and to look at nothing
     */
    public DestinationProbe(RouteTable routes, MailExchangers exchangers, Executor executor, Duration limit) {
        this.routes = routes;
        this.exchangers = exchangers;
        this.executor = executor;
        this.limit = limit;
    }

    @Override
    public CompletionStage<Optional<Reply>> refusal(MailAddress recipient) {
        String domain = recipient.domain();
        if (limit.isZero() || domain.startsWith("[") || isRemembered(domain) || !places.tryAcquire()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return begun(domain)
                .whenComplete((answer, failure) -> places.release())
                .exceptionally(failure -> unknown(domain, failure))
                .completeOnTimeout(Optional.empty(), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isRemembered(String domain) {
        Long since = fine.get(domain);
        return since != null && System.nanoTime() - since < REMEMBERED_NANOS;
    }

    private void remember(String domain) {
        if (fine.size() >= MAX_REMEMBERED) {
            fine.clear();
        }
        fine.put(domain, System.nanoTime());
    }

    private CompletableFuture<Optional<Reply>> begun(String domain) {
        CompletableFuture<Optional<Reply>> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> lookUp(domain, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void lookUp(String domain, CompletableFuture<Optional<Reply>> answer) {
        try {
            // Of the message only the recipient is known: one of these routes will be its.
            if (!routes.routesFor(domain).stream().allMatch(route -> route.kind() == Route.Kind.MX)) {
                remember(domain); // the smart host may know
                answer.complete(Optional.empty());
                return;
            }
            exchangers.obstacle(domain).whenComplete((obstacle, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                    return;
                }
                if (obstacle == MailExchangers.Obstacle.NONE) {
                    remember(domain);
                }
                answer.complete(reply(obstacle));
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static Optional<Reply> reply(MailExchangers.Obstacle obstacle) {
        return switch (obstacle) {
            // RFC 7505 section 4.2, RFC 7504 section 4
            case NULL_MX -> Optional.of(Reply.of(556, "5.1.10", "The recipient's domain takes no mail (null MX)"));
            // What the bounce would say. Not 450: the delivery believes the name servers, too.
            case NO_HOST -> Optional.of(Reply.of(550, "5.1.2", "The recipient's domain does not exist or has no host"));
            case NONE, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Reply> unknown(String domain, Throwable failure) {
        LOG.log(Level.WARNING, "The destination {0} can't be looked at: {1}", domain, failure);
        return Optional.empty();
    }
}
