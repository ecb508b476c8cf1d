package org.valija.access;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Keeps who its caller was. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "caller@acceso.example"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class CallerBean implements MailListener {

    @Resource
    private MessageDrivenContext context;

    @Inject
    private Callers callers;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        String caller = context.getCallerPrincipal().getName();
        callers.put(
                mail.mimeMessage().getSubject(),
                "user=" + mail.client().user().orElse("")
                        + " principal=" + (mail.client().isAuthenticated() ? caller : "")
                        + " mail-user=" + context.isCallerInRole("mail-user")
                        + " otros=" + context.isCallerInRole("otros"));
    }
}
