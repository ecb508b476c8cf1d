package org.valija.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.valija.spi.DeliveryTransaction.Deliveries;
import org.valija.spi.DeliveryTransaction.Outcome;

/** What becomes of a delivery when a transaction manager behaves in each of the ways that were seen on servers. */
class ObservedTransactionTest {

    private final Transactions server = new Transactions();

    @Test
    void committedWhenTheCommitReturnsAndTheSynchronizationSaysSo() {
        Outcome outcome = run(() -> {});

        assertThat(outcome.committed()).isTrue();
        assertThat(outcome.failure()).isEmpty();
        assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
    }

    @Test
    void theDeliveriesRunInsideTheTransaction() {
        List<Integer> seen = new ArrayList<>();

        run(() -> seen.add(server.status));

        assertThat(seen).containsExactly(Status.STATUS_ACTIVE);
    }

    @Test
    void notCommittedWhenTheCommitReturnsButTheSynchronizationSaysRolledBack() {
        server.outcome = Status.STATUS_ROLLEDBACK;

        assertThat(run(() -> {}).committed()).isFalse();
    }

    @Test
    void notCommittedWhenTheSynchronizationWasNeverTold() {
        server.tellsOutcome = false;

        assertThat(run(() -> {}).committed()).isFalse();
    }

    @Test
    void notCommittedWhenTheCommitThrows() {
        for (Exception thrown :
                List.of(new RollbackException("no"), new HeuristicMixedException("half"), new SystemException("?"))) {
            server.commitThrows = thrown;

            Outcome outcome = run(() -> {});

            assertThat(outcome.committed()).isFalse();
            assertThat(outcome.failure()).hasValue(thrown);
            assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
        }
    }

    @Test
    void whatTheDeliveriesThrowRollsBack() {
        for (Throwable thrown :
                List.of(new IOException("x"), new IllegalStateException("y"), new AssertionError("z"))) {
            Outcome outcome = run(() -> sneak(thrown));

            assertThat(outcome.committed()).isFalse();
            assertThat(outcome.failure()).hasValue(thrown);
            assertThat(server.rolledBack).isTrue();
            assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
        }
    }

    @Test
    void aTransactionThatIsMarkedForRollbackIsNotCommitted() {
        Outcome outcome = run(() -> server.setRollbackOnly());

        assertThat(outcome.committed()).isFalse();
        assertThat(server.rolledBack).isTrue();
        assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
    }

    @Test
    void aTransactionWhoseTimeIsUpLeavesTheThread() {
        Outcome outcome = run(() -> server.status = Status.STATUS_ROLLEDBACK);

        assertThat(outcome.committed()).isFalse();
        assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
    }

    @Test
    void nothingRunsWithoutATransaction() {
        server.beginThrows = new SystemException("no more");
        List<String> ran = new ArrayList<>();

        Outcome outcome = run(() -> ran.add("delivery"));

        assertThat(outcome.committed()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void theTimeoutIsForThisTransactionOnly() {
        List<Integer> during = new ArrayList<>();

        new ObservedTransaction(server, server.registry(), 7, () -> 0).run(() -> during.add(server.timeoutOfCurrent));

        assertThat(during).containsExactly(7);
        assertThat(server.timeoutOfNext).isZero();
    }

    @Test
    void deliveriesThatOutlastTheTimeoutAreRolledBackThoughTheServerHasNotNoticed() {
        for (int seconds : List.of(7, 8)) {
            long[] now = {Long.MAX_VALUE - 1};

            Outcome outcome = new ObservedTransaction(server, server.registry(), 7, () -> now[0])
                    .run(() -> now[0] += TimeUnit.SECONDS.toNanos(seconds));

            assertThat(outcome.committed()).isEqualTo(seconds == 7);
            assertThat(server.rolledBack).isEqualTo(seconds == 8);
            assertThat(server.status).isEqualTo(Status.STATUS_NO_TRANSACTION);
        }
    }

    private Outcome run(Deliveries deliveries) {
        server.rolledBack = false;
        return new ObservedTransaction(server, server.registry(), 0, () -> 0).run(deliveries);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A transaction manager for one thread that can be told to misbehave. */
    private static final class Transactions implements UserTransaction {

        private final List<Synchronization> synchronizations = new ArrayList<>();
        private int status = Status.STATUS_NO_TRANSACTION;
        private int outcome = Status.STATUS_COMMITTED;
        private boolean tellsOutcome = true;
        private boolean rolledBack;
        private Exception commitThrows;
        private SystemException beginThrows;
        private int timeoutOfNext;
        private int timeoutOfCurrent;

        @Override
        public void begin() throws SystemException {
            if (beginThrows != null) {
                throw beginThrows;
            }
            synchronizations.clear();
            timeoutOfCurrent = timeoutOfNext;
            status = Status.STATUS_ACTIVE;
        }

        @Override
        public void commit() throws RollbackException, HeuristicMixedException, SystemException {
            complete(commitThrows == null ? outcome : Status.STATUS_UNKNOWN);
            if (commitThrows instanceof RollbackException e) {
                throw e;
            } else if (commitThrows instanceof HeuristicMixedException e) {
                throw e;
            } else if (commitThrows instanceof SystemException e) {
                throw e;
            }
        }

        @Override
        public void rollback() {
            rolledBack = true;
            complete(Status.STATUS_ROLLEDBACK);
        }

        private void complete(int result) {
            if (tellsOutcome) {
                synchronizations.forEach(synchronization -> synchronization.afterCompletion(result));
            }
            status = Status.STATUS_NO_TRANSACTION;
        }

        @Override
        public void setRollbackOnly() {
            status = Status.STATUS_MARKED_ROLLBACK;
        }

        @Override
        public int getStatus() {
            return status;
        }

        @Override
        public void setTransactionTimeout(int seconds) {
            timeoutOfNext = seconds;
        }

        TransactionSynchronizationRegistry registry() {
            return new TransactionSynchronizationRegistry() {
                @Override
                public Object getTransactionKey() {
                    return Transactions.this;
                }

                @Override
                public void putResource(Object key, Object value) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Object getResource(Object key) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void registerInterposedSynchronization(Synchronization synchronization) {
                    synchronizations.add(synchronization);
                }

                @Override
                public int getTransactionStatus() {
                    return status;
                }

                @Override
                public void setRollbackOnly() {
                    Transactions.this.setRollbackOnly();
                }

                @Override
                public boolean getRollbackOnly() {
                    return status == Status.STATUS_MARKED_ROLLBACK;
                }
            };
        }
    }
}
