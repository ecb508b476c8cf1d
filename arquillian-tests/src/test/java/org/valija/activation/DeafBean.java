package org.valija.activation;

import org.valija.MailListener;
import org.valija.ReceivedMail;

/** A bean that each deployment's ejb-jar.xml gives other activation properties. */
public class DeafBean implements MailListener {

    @Override
    public void onMail(ReceivedMail mail) {
        throw new IllegalStateException("It must never be activated");
    }
}
