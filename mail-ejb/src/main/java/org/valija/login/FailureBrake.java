package org.valija.login;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.valija.spi.LoginBrake;

/**
 * Counts failed logins for each client network (IPv4 address, IPv6 /64) and for each user's name. Somebody who has guessed
 * at a user's password must not lock that user out: from where the user has logged in before, only the network counts.
 *
 * <p>No more logins are checked at once than could fail: many at once are no way around the limit. Further ones wait, so
 * that those who are right, such as a pool of connections that comes back, are not refused for being many.
 *
 * <p>Safe for use by many threads. Memory is bounded: {@value #MAX_KEYS} of each.
 */
final class FailureBrake implements LoginBrake {

    static final int MAX_KEYS = 20_000;
    static final int MAX_WAITING = 1_000;

    private static final System.Logger LOG = System.getLogger(FailureBrake.class.getName());
    private static final int IPV6_NETWORK_OCTETS = 8;
    private static final int MAX_NAME = 255;
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** In which a login must end; later it is a failure: a client may have left it half done. */
    private static final long MAX_CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final Duration wait;

    // All below is guarded by this.
    private final FailureCounts<Network> networks;
    private final FailureCounts<String> users;
    private final Map<Place, Boolean> known = new FailureCounts.LruMap<>(MAX_KEYS);
    /** In the order in which they began. */
    private final Deque<Counted> pending = new ArrayDeque<>();

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** @param nanoTime as {@link System#nanoTime} */
    FailureBrake(FailureLimits limits, LongSupplier nanoTime) {
        this(limits, nanoTime, WAIT);
    }

    /** @param wait how long a login waits at most until it is checked */
    FailureBrake(FailureLimits limits, LongSupplier nanoTime, Duration wait) {
        this.nanoTime = nanoTime;
        this.wait = wait;
        long period = limits.period().toNanos();
        networks = new FailureCounts<>(limits.perNetwork(), period / limits.perNetwork(), MAX_KEYS);
        users = new FailureCounts<>(limits.perUser(), period / limits.perUser(), MAX_KEYS);
    }

    /** An IPv4 address, or the /64 of an IPv6 address: who has one of its addresses has them all. */
    private record Network(String name) {
        static Network of(InetAddress address) {
            byte[] octets = address.getAddress();
            return new Network(
                    Arrays.toString(octets.length == 4 ? octets : Arrays.copyOf(octets, IPV6_NETWORK_OCTETS)));
        }
    }

    /** Where a user has logged in from. */
    private record Place(Network network, String user) {}

    /** A login that is not checked yet. */
    private record Waiting(Place place, CompletableFuture<Optional<Attempt>> future) {}

    @Override
    public CompletionStage<Optional<Attempt>> begin(InetAddress client, String user) {
        String name = user.substring(0, Math.min(user.length(), MAX_NAME)).toLowerCase(Locale.ROOT);
        Waiting login = new Waiting(new Place(Network.of(client), name), new CompletableFuture<>());
        Optional<Optional<Attempt>> answer;
        List<Runnable> others = new ArrayList<>();
        synchronized (this) {
            forgetOverdue(others);
            answer = answer(login.place);
            if (answer.isEmpty() && waiting.size() >= MAX_WAITING) {
                answer = Optional.of(Optional.empty());
            }
            if (answer.isEmpty()) {
                waiting.add(login);
            }
        }
        others.forEach(Runnable::run);
        answer.ifPresentOrElse(
                login.future::complete,
                () -> login.future.completeOnTimeout(Optional.empty(), wait.toNanos(), TimeUnit.NANOSECONDS));
        return login.future.whenComplete((attempt, never) -> {
            if (attempt.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "A login from {0} was not checked: too many failures", client);
            }
        });
    }

    /** @return nothing while it has to wait; otherwise the attempt, or that there is none */
    private Optional<Optional<Attempt>> answer(Place place) {
        long now = nanoTime.getAsLong();
        boolean userCounts = !place.user.isEmpty() && !known.containsKey(place);
        if (networks.isFull(place.network, now) || userCounts && users.isFull(place.user, now)) {
            return Optional.of(Optional.empty());
        }
        if (networks.mayGetFull(place.network, now) || userCounts && users.mayGetFull(place.user, now)) {
            return Optional.empty();
        }
        networks.begin(place.network);
        if (userCounts) {
            users.begin(place.user);
        }
        Counted attempt = new Counted(place, userCounts, now);
        pending.addLast(attempt);
        return Optional.of(Optional.of(attempt));
    }

    private void forgetOverdue(List<Runnable> then) {
        long now = nanoTime.getAsLong();
        boolean some = false;
        while (!pending.isEmpty()
                && (pending.getFirst().begun + MAX_CHECK_NANOS - now < 0 || pending.size() >= MAX_KEYS)) {
            pending.getFirst().settle(Counted.State.FAILED, now);
            some = true;
        }
        if (some) {
            letGoOn(then);
        }
    }

    /** @param then gets what is to be done outside of the lock: who waits goes on right there */
    private void letGoOn(List<Runnable> then) {
        Iterator<Waiting> each = waiting.iterator();
        while (each.hasNext()) {
            Waiting login = each.next();
            if (login.future.isDone()) {
                each.remove();
                continue;
            }
            answer(login.place).ifPresent(answer -> {
                each.remove();
                then.add(() -> {
                    if (!login.future.complete(answer)) {
                        answer.ifPresent(Attempt::abandoned); // it has just stopped waiting
                    }
                });
            });
        }
    }

    private void end(Counted attempt, Counted.State state) {
        List<Runnable> others = new ArrayList<>();
        synchronized (this) {
            if (attempt.settle(state, nanoTime.getAsLong())) {
                letGoOn(others);
            }
        }
        others.forEach(Runnable::run);
    }

    synchronized int size() {
        return Math.max(pending.size(), Math.max(networks.size(), Math.max(users.size(), known.size())));
    }

    /** What is being checked. Guarded by the brake. */
    private final class Counted implements Attempt {

        private enum State {
            PENDING,
            /** Said so, or overdue: then it may still turn out to be right. */
            FAILED,
            SUCCEEDED,
            ABANDONED
        }

        private final Place place;
        private final boolean userCounts;
        private final long begun;
        private State state = State.PENDING;

        Counted(Place place, boolean userCounts, long begun) {
            this.place = place;
            this.userCounts = userCounts;
            this.begun = begun;
        }

        /** @return whether that changes anything */
        boolean settle(State next, long now) {
            if (state == next || state == State.SUCCEEDED || state == State.ABANDONED) {
                return false;
            }
            if (state == State.PENDING) {
                pending.remove(this);
                networks.end(place.network);
                if (userCounts) {
                    users.end(place.user);
                }
            }
            if (next == State.FAILED) {
                networks.add(place.network, now);
                if (userCounts) {
                    users.add(place.user, now);
                }
            } else if (state == State.FAILED) {
                networks.takeBack(place.network, now);
                if (userCounts) {
                    users.takeBack(place.user, now);
                }
            }
            if (next == State.SUCCEEDED && !place.user.isEmpty()) {
                known.put(place, Boolean.TRUE);
            }
            state = next;
            return true;
        }

        @Override
        public void succeeded() {
            end(this, State.SUCCEEDED);
        }

        @Override
        public void failed() {
            end(this, State.FAILED);
        }

        @Override
        public void abandoned() {
            end(this, State.ABANDONED);
        }
    }
}
