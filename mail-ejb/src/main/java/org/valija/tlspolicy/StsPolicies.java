package org.valija.tlspolicy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.valija.route.PublishedTls;
import org.valija.route.TlsOutcomes;

/**
 * The MTA-STS policies of the domains that we send to (RFC 8461 section 5): fetched when they are first needed, when their TXT
 * record changes, and once a day. A policy that is known holds until it expires, whatever becomes of a later one.
 *
 * <p>Threading: safe for use by many threads. Policies are fetched on the executor's; whoever needs one waits for it, but not
 * for long.
 */
public final class StsPolicies {

    private static final Logger LOG = System.getLogger(StsPolicies.class.getName());

    /** Policies, and as many failures. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final int MAX_FETCHES = 8;
    /** RFC 8461 section 3.3: "as often as once a day". */
    private static final Duration REFRESHED_AFTER = Duration.ofDays(1);
    /** RFC 8461 section 3.3 asks to limit attempts after a failure to one in five minutes. */
    private static final Duration RETRIED_AFTER = Duration.ofMinutes(5);

    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(10);

    private final TxtRecords records;
    private final PolicySource source;
    private final PolicyStore store;
    private final Executor executor;
    private final Duration patience;
    private final Clock clock;
    private final TlsOutcomes outcomes;
    private final Semaphore places = new Semaphore(MAX_FETCHES);
    private final Map<String, CachedPolicy> policies = new ConcurrentHashMap<>();
    private final Map<String, Failed> failures = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();

    /**
     * Why a domain's policy could not be fetched lately.
     *
     * @param id of its TXT record at that time
     */
    record Failed(String id, PolicyException why, Instant until) {}

    /** @param patience how long somebody waits for a policy that is not known yet */
    StsPolicies(
            TxtRecords records,
            PolicySource source,
            PolicyStore store,
            Executor executor,
            Duration patience,
            Clock clock,
            TlsOutcomes outcomes) {
        this.records = records;
        this.source = source;
        this.store = store;
        this.executor = executor;
        this.patience = patience;
        this.clock = clock;
        this.outcomes = outcomes;
    }

    /** Takes in what was known before the restart. */
    void load() {
        try {
            store.load(clock.instant(), MAX_REMEMBERED).forEach(policy -> policies.put(policy.domain(), policy));
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The MTA-STS policies of former times can't be read", e);
        }
    }

    /** What holds for a domain now; empty also while nobody knows. */
    public Optional<CachedPolicy> find(String domain) {
        Optional<CachedPolicy> known = known(domain);
        Optional<String> id = records.stsId(domain);
        // RFC 8461 section 3.1: without the record, there is no new policy; what is known holds until it expires.
        if (id.isEmpty() || known.filter(policy -> policy.id().equals(id.get())).isPresent()) {
            return known;
        }
        if (failure(domain).filter(failed -> failed.id.equals(id.get())).isPresent()) {
            return known;
        }
        await(fetch(domain, id.get()));
        return known(domain);
    }

    /** Why the domain's policy could not be fetched lately, if it says that it has one. */
    Optional<Failed> failure(String domain) {
        return Optional.ofNullable(failures.get(domain))
                .filter(failed -> clock.instant().isBefore(failed.until));
    }

    /** Those that hold, by domain. */
    public List<CachedPolicy> list() {
        Instant now = clock.instant();
        return policies.values().stream()
                .filter(policy -> policy.isValid(now))
                .sorted(Comparator.comparing(CachedPolicy::domain))
                .toList();
    }

    /** Fetches those anew that are a day old, and forgets those that have expired. Takes a while. */
    void refresh() {
        Instant now = clock.instant();
        policies.values().removeIf(policy -> !policy.isValid(now));
        failures.values().removeIf(failed -> !now.isBefore(failed.until));
        try {
            store.removeExpired(now);
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "MTA-STS policies that have expired can't be removed", e);
        }
        for (CachedPolicy old : policies.values()) {
            boolean due = old.fetched().plus(REFRESHED_AFTER).isBefore(now)
                    && failure(old.domain()).isEmpty();
            CompletableFuture<Void> mine = new CompletableFuture<>();
            if (due && pending.putIfAbsent(old.domain(), mine) == null) {
                fetch(old.domain(), records.stsId(old.domain()).orElse(old.id()), mine);
            }
            if (clock.instant().isAfter(now.plus(LONGEST_REFRESH))) {
                return; // the next run goes on
            }
        }
    }

    private Optional<CachedPolicy> known(String domain) {
        return Optional.ofNullable(policies.get(domain)).filter(policy -> policy.isValid(clock.instant()));
    }

    private void await(CompletableFuture<Void> fetch) {
        try {
            fetch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, "A policy is not there yet", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A policy could not be fetched for a reason of ours", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One at a time for each domain. */
    private CompletableFuture<Void> fetch(String domain, String id) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = pending.putIfAbsent(domain, mine);
        if (other != null) {
            return other;
        }
        boolean begun = false;
        try {
            if (places.tryAcquire()) {
                executor.execute(() -> {
                    try {
                        fetch(domain, id, mine);
                    } finally {
                        places.release();
                    }
                });
                begun = true;
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "No thread to fetch the MTA-STS policy of " + domain, e);
            places.release();
        } finally {
            if (!begun) {
                done(domain, mine);
            }
        }
        return mine;
    }

    private void fetch(String domain, String id, CompletableFuture<Void> mine) {
        try {
            CachedPolicy fetched = new CachedPolicy(domain, id, source.fetch(domain), clock.instant());
            failures.remove(domain);
            if (policies.size() >= MAX_REMEMBERED) {
                policies.remove(policies.keySet().iterator().next());
            }
            policies.put(domain, fetched);
            save(fetched);
        } catch (PolicyException e) {
            LOG.log(Level.INFO, "The MTA-STS policy of {0} can''t be had: {1}", domain, e.getMessage());
            if (failures.size() >= MAX_REMEMBERED) {
                failures.clear();
            }
            failures.put(domain, new Failed(id, e, clock.instant().plus(RETRIED_AFTER)));
            PublishedTls published = PublishedTls.sts(PublishedTls.Kind.MTA_STS, false, domain, List.of());
            outcomes.failed(published, "", "", e.result(), e.getMessage());
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            done(domain, mine);
        }
    }

    private void save(CachedPolicy fetched) {
        try {
            store.save(fetched);
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The MTA-STS policy of " + fetched.domain() + " will not survive a restart", e);
        }
    }

    private void done(String domain, CompletableFuture<Void> mine) {
        pending.remove(domain, mine);
        mine.complete(null);
    }
}
