package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.primefaces.model.LazyDataModel;
import org.valija.sandbox.SandboxMailbox;
import org.valija.sandbox.SandboxMessage;

/** The page with the sandbox mailbox. */
@Named("sandbox")
@ViewScoped
public class SandboxPage implements Serializable {

    private static final long serialVersionUID = 1L;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private SandboxMailbox mailbox;

    @Inject
    private ChangeLog changes;

    private transient LazyDataModel<SandboxMessage> messages;

    public LazyDataModel<SandboxMessage> getMessages() {
        if (messages == null) {
            messages = new PagedRows<>(mailbox::count, mailbox::newest, SandboxMessage::id);
        }
        return messages;
    }

    public boolean isEmpty() {
        return mailbox.count() == 0;
    }

    public void refresh() {
        messages = null;
    }

    public void clear() {
        mailbox.clear();
        changes.done("All sandbox messages were deleted.");
        refresh();
    }
}
