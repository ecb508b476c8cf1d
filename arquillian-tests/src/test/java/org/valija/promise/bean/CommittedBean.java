package org.valija.promise.bean;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.TimeUnit;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/**
 * A bean that wants no message twice. For the recipient {@code held@...} it holds its transaction at the {@link Gate} when that
 * has ended: nobody has heard of it yet.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@committed.example"),
            @ActivationConfigProperty(propertyName = "exactlyOnce", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class CommittedBean implements MailListener {

    private static final long PATIENCE_SECONDS = 60;

    @Inject
    private Ledger ledger;

    @Inject
    private Gate gate;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry synchronizations;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        ledger.enter(mail);
        if (!mail.envelope().recipients().get(0).localPart().equals("held")) {
            return;
        }
        synchronizations.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                try {
                    gate.pass(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }
}
