package org.valija.outbound;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;

/**
 * The JMS context of one JTA transaction: all that is sent in the transaction goes through its one producer, for the broker has
 * as much work with a producer as with a message. An injected context would not be that: WildFly has one for each instance of
 * the bean, and a transaction with many messages meets many instances.
 */
final class TransactionContext implements Synchronization {

    private static final Object KEY = new Object();

    private final JMSContext context;

    // Guarded by this.
    private boolean inUse;
    private boolean ended;

    private TransactionContext(JMSContext context) {
        this.context = context;
    }

    /** What is sent through the context. */
    @FunctionalInterface
    interface Sending {

        void through(JMSContext context) throws JMSException, IOException;
    }

    /**
     * The one of the thread's transaction.
     *
     * @throws IllegalStateException if there is no transaction
     * @throws jakarta.jms.JMSRuntimeException if the broker can't be reached
     */
    static TransactionContext of(TransactionSynchronizationRegistry transaction, ConnectionFactory connections) {
        TransactionContext before = (TransactionContext) transaction.getResource(KEY);
        if (before != null) {
            return before;
        }
        TransactionContext made = new TransactionContext(connections.createContext());
        try {
            transaction.registerInterposedSynchronization(made);
            transaction.putResource(KEY, made);
        } catch (RuntimeException e) {
            made.context.close();
            throw e;
        }
        return made;
    }

    /** For one thread at a time, as a JTA transaction is. */
    void send(Sending sending) throws JMSException, IOException {
        synchronized (this) {
            if (ended) {
                throw new IOException("The transaction is over");
            }
            inUse = true;
        }
        try {
            sending.through(context);
        } finally {
            boolean last;
            synchronized (this) {
                inUse = false;
                last = ended;
            }
            if (last) {
                context.close();
            }
        }
    }

    @Override
    public void beforeCompletion() {}

    /**
     * A transaction whose time is up is ended by another thread: what is being sent keeps the connection until it is done,
     * lest it goes on in the next transaction that gets the connection.
     */
    @Override
    public void afterCompletion(int status) {
        boolean last;
        synchronized (this) {
            ended = true;
            last = !inUse;
        }
        if (last) {
            context.close();
        }
    }
}
