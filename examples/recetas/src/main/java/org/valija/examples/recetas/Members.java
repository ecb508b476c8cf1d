package org.valija.examples.recetas;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;

/** Takes mail only from users of the server's realm who have logged in and have a role. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "socios@ejemplo.com"),
            @ActivationConfigProperty(propertyName = "listeners", propertyValue = "submission, submissions"),
            @ActivationConfigProperty(propertyName = "authenticatedOnly", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Members implements MailListener {

    @Resource
    private MessageDrivenContext context;

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) {
        String user = context.getCallerPrincipal().getName();
        if (!context.isCallerInRole("mail-user")) {
            throw new MailRejectedException("Only members may write here");
        }
        notebook.add("Members", user + " has logged in on " + received.client().listener());
    }
}
