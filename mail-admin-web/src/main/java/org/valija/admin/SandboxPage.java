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
    private boolean postmasterOnly;

    /** Whether only the mail for our postmaster is shown. */
    public boolean isPostmasterOnly() {
        return postmasterOnly;
    }

    public void setPostmasterOnly(boolean postmasterOnly) {
        this.postmasterOnly = postmasterOnly;
    }

    public LazyDataModel<SandboxMessage> getMessages() {
        if (messages == null) {
            messages = postmasterOnly
                    ? new PagedRows<>(mailbox::countForPostmaster, mailbox::newestForPostmaster, SandboxMessage::id)
                    : new PagedRows<>(mailbox::count, mailbox::newest, SandboxMessage::id);
        }
        return messages;
    }

    public long getCount() {
        return mailbox.count();
    }

    public long getPostmasterCount() {
        return mailbox.countForPostmaster();
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
