package org.valija.inbound;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.valija.spi.DeliveryTransaction;

/**
 * Runs deliveries in a transaction and watches how it ends. It has committed only if {@code commit()} has returned
 * <em>and</em> the transaction manager has told a synchronization so: neither of the two alone was right on every server
 * when a participant refused or the time was up.
 */
final class ObservedTransaction implements DeliveryTransaction {

    private static final Logger LOG = System.getLogger(ObservedTransaction.class.getName());

    private final UserTransaction transaction;
    private final TransactionSynchronizationRegistry synchronizations;
    private final int timeoutSeconds;
    private final LongSupplier nanoTime;

    /**
     * @param timeoutSeconds 0 for the server's own
     * @param nanoTime as {@link System#nanoTime}
     */
    ObservedTransaction(
            UserTransaction transaction,
            TransactionSynchronizationRegistry synchronizations,
            int timeoutSeconds,
            LongSupplier nanoTime) {
        this.transaction = transaction;
        this.synchronizations = synchronizations;
        this.timeoutSeconds = timeoutSeconds;
        this.nanoTime = nanoTime;
    }

    @Override
    public Outcome run(Deliveries deliveries) {
        Completion completion = new Completion();
        try {
            begin();
            long begun = nanoTime.getAsLong();
            synchronizations.registerInterposedSynchronization(completion);
            deliveries.run();
            if (transaction.getStatus() != Status.STATUS_ACTIVE) {
                // Marked for rollback, or already rolled back because its time was up: nothing to commit.
                return new Outcome(false, Optional.empty());
            }
            requireInTime(begun);
            transaction.commit();
            return new Outcome(completion.status == Status.STATUS_COMMITTED, Optional.empty());
        } catch (Throwable e) { // an Error of an application too must become a refusal, not a lost thread
            return new Outcome(false, Optional.of(e));
        } finally {
            leaveNone();
        }
    }

    private void begin() throws Exception {
        if (timeoutSeconds == 0) {
            transaction.begin();
            return;
        }
        transaction.setTransactionTimeout(timeoutSeconds);
        try {
            transaction.begin();
        } finally {
            transaction.setTransactionTimeout(0); // it would stay with the thread, which goes back to the server's pool
        }
    }

    /** Payara looks only now and then whose time is up, and would commit a transaction that has outlasted it. */
    private void requireInTime(long begun) throws TimeoutException {
        if (timeoutSeconds > 0 && nanoTime.getAsLong() - begun > TimeUnit.SECONDS.toNanos(timeoutSeconds)) {
            throw new TimeoutException("The beans took longer than the " + timeoutSeconds + " s of their transaction");
        }
    }

    /** Rolls back what is still there, so that no transaction stays with the thread. */
    private void leaveNone() {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (SystemException | RuntimeException e) {
            LOG.log(Level.ERROR, "The rollback of a delivery failed; the transaction's timeout will end it", e);
        }
    }

    private static final class Completion implements Synchronization {

        private volatile int status = Status.STATUS_UNKNOWN;

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int completed) {
            status = completed;
        }
    }
}
