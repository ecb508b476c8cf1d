package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionContextTest {

    private final List<JMSContext> made = new ArrayList<>();
    private final List<JMSContext> closed = new ArrayList<>();
    private final ConnectionFactory connections =
            proxy(ConnectionFactory.class, (self, method, arguments) -> switch (method.getName()) {
                case "createContext" -> newContext();
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private final Map<Object, Object> resources = new HashMap<>();
    private final List<Synchronization> synchronizations = new ArrayList<>();
    private boolean refusesSynchronizations;
    private final TransactionSynchronizationRegistry transaction =
            proxy(TransactionSynchronizationRegistry.class, (self, method, arguments) -> switch (method.getName()) {
                case "getResource" -> resources.get(arguments[0]);
                case "putResource" -> resources.put(arguments[0], arguments[1]);
                case "registerInterposedSynchronization" -> register((Synchronization) arguments[0]);
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private JMSContext newContext() {
        JMSContext context = proxy(JMSContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "close" -> {
                closed.add((JMSContext) self);
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "a context";
            default -> throw new UnsupportedOperationException(method.getName());
        });
        made.add(context);
        return context;
    }

    private Object register(Synchronization synchronization) {
        if (refusesSynchronizations) {
            throw new IllegalStateException("marked for rollback");
        }
        synchronizations.add(synchronization);
        return null;
    }

    private TransactionContext context() {
        return TransactionContext.of(transaction, connections);
    }

    private void end() {
        List<Synchronization> registered = List.copyOf(synchronizations);
        synchronizations.clear();
        resources.clear();
        registered.forEach(one -> one.afterCompletion(Status.STATUS_COMMITTED));
    }

    @Test
    void aTransactionHasOneThatEndsWithIt() throws Exception {
        List<JMSContext> used = new ArrayList<>();
        context().send(used::add);
        context().send(used::add);
        assertThat(used).hasSize(2).containsOnly(made.get(0));
        assertThat(closed).isEmpty();
        end();
        assertThat(closed).isEqualTo(made).hasSize(1);
        context().send(used::add);
        assertThat(used.get(2)).isNotSameAs(made.get(0));
    }

    @Test
    void whatIsBeingSentWhenTheTimeIsUpKeepsItsConnection() throws Exception {
        context().send(used -> {
            end();
            assertThat(closed).isEmpty();
        });
        assertThat(closed).isEqualTo(made).hasSize(1);
    }

    @Test
    void nothingIsSentOnceTheTransactionIsOver() {
        TransactionContext over = context();
        end();
        assertThatThrownBy(() -> over.send(used -> made.clear())).isInstanceOf(IOException.class);
        assertThat(made).hasSize(1);
    }

    @Test
    void aFailureLeavesItToTheTransaction() {
        assertThatThrownBy(() -> context().send(used -> {
                    throw new IOException("no more content");
                }))
                .hasMessage("no more content");
        assertThat(closed).isEmpty();
        end();
        assertThat(closed).hasSize(1);
    }

    @Test
    void noneStaysOpenWhereNothingWouldCloseIt() {
        refusesSynchronizations = true;
        assertThatThrownBy(this::context).isInstanceOf(IllegalStateException.class);
        assertThat(closed).isEqualTo(made).hasSize(1);
    }
}
