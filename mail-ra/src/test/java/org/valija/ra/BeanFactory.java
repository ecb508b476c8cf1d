package org.valija.ra;

import jakarta.ejb.EJBException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import org.valija.MailListener;
import org.valija.ReceivedMail;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;

/** An activated bean as a server would offer it: any number of endpoints that call one listener, all counted. */
final class BeanFactory implements MessageEndpointFactory {

    private final MailListener listener;
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private volatile boolean available = true;
    private volatile boolean transacted = true;

    BeanFactory(MailListener listener) {
        this.listener = listener;
    }

    int created() {
        return created.get();
    }

    int released() {
        return released.get();
    }

    void makeUnavailable() {
        available = false;
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
        if (!available) {
            throw new UnavailableException("the pool is empty");
        }
        created.incrementAndGet();
        return listener instanceof RecipientListener ? new AskedBean() : new Bean();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    /** As Payara has it: only the methods that the interface of the deployment declares itself are known. */
    @Override
    public boolean isDeliveryTransacted(Method method) {
        Class<?> deployed = listener instanceof RecipientListener ? RecipientListener.class : MailListener.class;
        if (method.getDeclaringClass() != deployed) {
            throw new EJBException("Transaction Attribute not found for method " + method);
        }
        return transacted;
    }

    void makeNotTransacted() {
        transacted = false;
    }

    @Override
    public String getActivationName() {
        return "bean";
    }

    @Override
    public Class<?> getEndpointClass() {
        return listener instanceof RecipientListener ? AskedBean.class : Bean.class;
    }

    private class Bean implements MessageEndpoint, MailListener {
        @Override
        public void onMail(ReceivedMail mail) throws Exception {
            listener.onMail(mail);
        }

        @Override
        public void beforeDelivery(Method method) {
            throw new AssertionError("deliveries join the transaction instead");
        }

        @Override
        public void afterDelivery() {
            throw new AssertionError("deliveries join the transaction instead");
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }

    private final class AskedBean extends Bean implements RecipientListener {
        @Override
        public RecipientDecision onRecipient(RecipientRequest request) throws Exception {
            return ((RecipientListener) listener).onRecipient(request);
        }
    }
}
