package org.valija.login;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.valija.spi.LoginBrake;

/**
 * Counts failed logins for each client network (IPv4 address, IPv6 /64) and for each user's name. Somebody who has guessed
 * at a user's password must not lock that user out: from where the user has logged in before, only the network counts.
 *
 * <p>Safe for use by many threads. Memory is bounded: {@value #MAX_KEYS} of each.
 */
final class FailureBrake implements LoginBrake {

    static final int MAX_KEYS = 20_000;

    private static final System.Logger LOG = System.getLogger(FailureBrake.class.getName());
    private static final int IPV6_NETWORK_OCTETS = 8;
    private static final int MAX_NAME = 255;

    private final LongSupplier nanoTime;
    private final FailureCounts<Network> networks;
    private final FailureCounts<String> users;
    private final Map<Place, Boolean> known = new FailureCounts.LruMap<>(MAX_KEYS);

    /** @param nanoTime as {@link System#nanoTime} */
    FailureBrake(FailureLimits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
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

    @Override
    public synchronized Optional<Attempt> begin(InetAddress client, String user) {
        Network network = Network.of(client);
        String name = user.substring(0, Math.min(user.length(), MAX_NAME)).toLowerCase(Locale.ROOT);
        Place place = new Place(network, name);
        long now = nanoTime.getAsLong();
        boolean userCounts = !name.isEmpty() && !known.containsKey(place);
        if (networks.isFull(network, now) || userCounts && users.isFull(name, now)) {
            LOG.log(System.Logger.Level.INFO, "A login from {0} was not checked: too many failures", client);
            return Optional.empty();
        }
        networks.add(network, now);
        if (userCounts) {
            users.add(name, now);
        }
        return Optional.of(new Counted(place, userCounts));
    }

    private synchronized void end(Place place, boolean userCounts, boolean succeeded) {
        long now = nanoTime.getAsLong();
        networks.takeBack(place.network, now);
        if (userCounts) {
            users.takeBack(place.user, now);
        }
        if (succeeded && !place.user.isEmpty()) {
            known.put(place, Boolean.TRUE);
        }
    }

    synchronized int size() {
        return Math.max(networks.size(), Math.max(users.size(), known.size()));
    }

    /** Counted as a failure until it turns out otherwise; whatever is said of it, once. */
    private final class Counted implements Attempt {

        private final Place place;
        private final boolean userCounts;
        private final AtomicBoolean ended = new AtomicBoolean();

        Counted(Place place, boolean userCounts) {
            this.place = place;
            this.userCounts = userCounts;
        }

        @Override
        public void succeeded() {
            end(true);
        }

        @Override
        public void abandoned() {
            end(false);
        }

        private void end(boolean succeeded) {
            if (ended.compareAndSet(false, true)) {
                FailureBrake.this.end(place, userCounts, succeeded);
            }
        }
    }
}
