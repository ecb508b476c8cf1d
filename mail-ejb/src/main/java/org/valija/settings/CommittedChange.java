package org.valija.settings;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Makes a change of settings known when its transaction has committed, and never when it was rolled back. */
public final class CommittedChange implements Synchronization {

    private final Runnable publication;

    private CommittedChange(Runnable publication) {
        this.publication = publication;
    }

    /**
     * @param publication must not use the database or throw; runs on the thread that commits, before the commit returns
     */
    public static void publish(TransactionSynchronizationRegistry transaction, Runnable publication) {
        transaction.registerInterposedSynchronization(new CommittedChange(publication));
    }

    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
        if (status == Status.STATUS_COMMITTED) {
            publication.run();
        }
    }
}
