package org.valija.ra;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** An activated bean as a server would offer it: any number of endpoints that call one listener, all counted. */
final class BeanFactory implements MessageEndpointFactory {

    private final MailListener listener;
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private volatile boolean available = true;

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
        return new Bean();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return true;
    }

    @Override
    public String getActivationName() {
        return "bean";
    }

    @Override
    public Class<?> getEndpointClass() {
        return Bean.class;
    }

    private final class Bean implements MessageEndpoint, MailListener {
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
}
