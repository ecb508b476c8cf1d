package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.valija.admin.message.MessageView;
import org.valija.admin.message.SandboxSource;
import org.valija.sandbox.SandboxMailbox;
import org.valija.sandbox.SandboxMessage;

/** The page with one message of the sandbox mailbox. */
@Named("message")
@RequestScoped
public class MessagePage {

    /** A longer source is not shown in the page, only by its link. */
    private static final long MAX_SOURCE_IN_PAGE = 512 * 1024;

    @EJB
    private SandboxMailbox mailbox;

    private String id;
    private SandboxMessage envelope;
    private MessageView view;

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    /** Reads the message, or answers 404. */
    public void load() throws IOException {
        Optional<SandboxMessage> found = id == null ? Optional.empty() : mailbox.find(id);
        if (found.isPresent()) {
            try (SandboxSource source = SandboxSource.open(mailbox, id).orElse(null)) {
                if (source != null) {
                    envelope = found.get();
                    view = source.view();
                    return;
                }
            }
        }
        FacesContext context = FacesContext.getCurrentInstance();
        context.getExternalContext().responseSendError(HttpServletResponse.SC_NOT_FOUND, "No such message");
        context.responseComplete();
    }

    public SandboxMessage getEnvelope() {
        return envelope;
    }

    public MessageView getView() {
        return view;
    }

    public boolean isSourceInPage() {
        return envelope.size() <= MAX_SOURCE_IN_PAGE;
    }
}
