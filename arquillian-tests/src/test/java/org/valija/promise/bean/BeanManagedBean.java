package org.valija.promise.bean;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** A bean that begins and commits a transaction of its own; what goes wrong before the commit rolls it back. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@bean-managed.example"))
@TransactionManagement(TransactionManagementType.BEAN)
@ResourceAdapter("valija.ear#mail-ra.rar")
public class BeanManagedBean implements MailListener {

    @Inject
    private Ledger ledger;

    @Resource
    private MessageDrivenContext context;

    @Resource
    private UserTransaction transaction;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        transaction.begin();
        boolean done = false;
        try {
            ledger.enter(mail);
            Ending.of(mail.envelope().recipients().get(0)).happen(context);
            done = true;
        } finally {
            if (done) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
        }
    }
}
