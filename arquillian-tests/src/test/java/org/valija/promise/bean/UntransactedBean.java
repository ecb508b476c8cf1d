package org.valija.promise.bean;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** A bean that wants no transaction. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@untransacted.example"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class UntransactedBean implements MailListener {

    @Inject
    private Ledger ledger;

    @Resource
    private MessageDrivenContext context;

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void onMail(ReceivedMail mail) throws Exception {
        ledger.enter(mail);
        Ending.of(mail.envelope().recipients().get(0)).happen(context);
    }
}
