package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.valija.settings.Listeners;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerStatus;

/** The listeners and what they are doing. */
@Path("listeners")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ListenersResource {

    @EJB
    private Listeners listeners;

    @GET
    public List<Entry> list() {
        return listeners.list().stream().map(Entry::of).toList();
    }

    /**
     * A listener.
     *
     * @param port the one it is bound to, or would be
     * @param problem why it failed
     */
    public record Entry(
            String name,
            ListenerKind kind,
            String address,
            int port,
            boolean enabled,
            ListenerStatus.State state,
            int sessions,
            String problem) {

        static Entry of(Listeners.Listener listener) {
            ListenerStatus status = listener.status();
            return new Entry(
                    listener.settings().name(),
                    listener.settings().kind(),
                    listener.settings().address(),
                    status.port(),
                    listener.settings().enabled(),
                    status.state(),
                    status.sessions(),
                    status.problem().orElse(null));
        }
    }
}
