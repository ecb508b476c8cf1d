package org.valija.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.transaction.xa.XAResource;
import org.valija.MailListener;
import org.valija.ReceivedMail;
import org.valija.RecipientListener;
import org.valija.spi.DataDirectory;
import org.valija.spi.ListenerControl;
import org.valija.spi.Registry;

/**
 * The resource adapter: knows the activated beans and, from the first {@link org.valija.spi.ListenerControl#apply} on,
 * runs the SMTP engine for them. Starting it opens no port.
 *
 * <p>Safe for use by many threads; every call may come twice.
 */
public class MailResourceAdapter implements ResourceAdapter {

    private static final Logger LOG = System.getLogger(MailResourceAdapter.class.getName());

    private final PatternFile patternFile =
            new PatternFile(DataDirectory.locate().resolve("recipients.txt"));
    private final Endpoints endpoints = new Endpoints(Clock.systemUTC(), patternFile::save);
    private Optional<EngineControl> control = Optional.empty();
    private Registry.Registration registration = () -> {};

    /**
     * @throws ResourceAdapterInternalException if a system property has a wrong value, with a sentence that names both
     */
    @Override
    public synchronized void start(BootstrapContext context) throws ResourceAdapterInternalException {
        if (control.isPresent()) {
            return;
        }
        AdapterSettings settings;
        try {
            settings = AdapterSettings.read(System::getProperty);
        } catch (IllegalArgumentException e) {
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        }
        endpoints.restore(patternFile.load(), patternFile.saved());
        Path spoolFolder = DataDirectory.locate().resolve("spool");
        EngineControl engine = new EngineControl(settings, spoolFolder, endpoints, context.getWorkManager());
        control = Optional.of(engine);
        registration = Registry.register(ListenerControl.class, engine);
    }

    @Override
    public synchronized void stop() {
        registration.close();
        control.ifPresent(EngineControl::close);
        control = Optional.empty();
    }

    /**
     * @throws InvalidPropertyException if the activation configuration is wrong, with a sentence that says what is. This
     *     must fail the deployment, and not every server calls {@link ActivationSpec#validate} itself. While WildFly
     *     resumes, the sentence is logged instead (see {@link ServerResume})
     */
    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        Selection selection;
        try {
            selection = ((MailActivationSpec) spec).selection();
            requireTransacted(factory, selection);
        } catch (InvalidPropertyException e) {
            if (!ServerResume.isUnderWay()) {
                throw e;
            }
            String bean = factory.getEndpointClass().getName();
            LOG.log(Level.ERROR, "Bean {0} receives no mail: {1}", bean, e.getMessage());
            return;
        }
        endpoints.activate(factory, selection);
        LOG.log(Level.INFO, "Bean {0} receives {1}", factory.getEndpointClass().getName(), selection);
    }

    /** The receipt is written in the bean's own transaction, so there must be one. */
    private static void requireTransacted(MessageEndpointFactory factory, Selection selection)
            throws InvalidPropertyException {
        // Payara knows only the methods of the very interface that the bean is deployed with.
        Class<?> listener = RecipientListener.class.isAssignableFrom(factory.getEndpointClass())
                ? RecipientListener.class
                : MailListener.class;
        try {
            if (selection.exactlyOnce()
                    && !factory.isDeliveryTransacted(listener.getMethod("onMail", ReceivedMail.class))) {
                throw new InvalidPropertyException("Activation property exactlyOnce of a mail listener is true, but "
                        + "onMail has no container-managed transaction that the receipt could be written in");
            }
        } catch (NoSuchMethodException e) {
            throw new InvalidPropertyException("The bean has no onMail", e);
        }
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        endpoints.deactivate(factory);
    }

    /** None: what the adapter does takes part in no transaction of its own. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    /** No other instance is the same: each has its own ports. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
