package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.valija.ListenerKind;
import org.valija.settings.Listeners;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

/** The listeners: how they are set, and what they are doing. */
@Path("listeners")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ListenersResource {

    private static final Logger LOG = System.getLogger(ListenersResource.class.getName());

    @EJB
    private Listeners listeners;

    @Context
    private SecurityContext caller;

    @GET
    public List<Entry> list() {
        return listeners.list().stream().map(Entry::of).toList();
    }

    @GET
    @Path("{name}")
    public Entry one(@PathParam("name") String name) {
        return Entry.of(find(name).orElseThrow(() -> unknown(name)));
    }

    /** Adds the listener, or changes it to this: what is left out has its default. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("name") String name, InputStream body) throws IOException {
        ListenerSettings settings = ListenerDocument.read(name, JsonFields.document(body));
        boolean isNew = find(name).isEmpty();
        ListenerStatus status = isNew ? listeners.add(settings) : listeners.change(settings);
        log(name, isNew ? "added" : "changed");
        return Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                .entity(Entry.of(new Listener(settings, status)))
                .build();
    }

    @DELETE
    @Path("{name}")
    public void remove(@PathParam("name") String name) {
        find(name).orElseThrow(() -> unknown(name));
        listeners.remove(name);
        log(name, "removed");
    }

    private Optional<Listener> find(String name) {
        return listeners.list().stream()
                .filter(listener -> listener.settings().name().equals(name))
                .findFirst();
    }

    private static SentenceException unknown(String name) {
        return new SentenceException(Response.Status.NOT_FOUND, "There is no listener named " + name + ".");
    }

    private void log(String name, String what) {
        LOG.log(
                Level.INFO,
                "REST, {0}: Listener {1} was {2}.",
                caller.getUserPrincipal().getName(),
                name,
                what);
    }

    /**
     * A listener.
     *
     * @param port as it is set, before the offset
     * @param withheld keywords of extensions
     */
    public record Entry(
            String name,
            ListenerKind kind,
            String address,
            int port,
            boolean enabled,
            long maxMessageSize,
            int maxRecipients,
            List<String> withheld,
            ListenerOptions.LineBreaks lineBreaks,
            List<String> proxyNetworks,
            List<String> xclientNetworks,
            boolean asksCertificate,
            Status status) {

        static Entry of(Listener listener) {
            ListenerSettings settings = listener.settings();
            ListenerOptions options = settings.options();
            return new Entry(
                    settings.name(),
                    settings.kind(),
                    settings.address(),
                    settings.port(),
                    settings.enabled(),
                    settings.maxMessageSize(),
                    settings.maxRecipients(),
                    options.withheld().stream().map(Extension::keyword).sorted().toList(),
                    options.lineBreaks(),
                    options.proxyNetworks(),
                    options.xclientNetworks(),
                    options.asksCertificate(),
                    Status.of(listener.status()));
        }
    }

    /**
     * What it is doing.
     *
     * @param port the one it is bound to, or would be
     * @param sessions clients that are connected
     * @param problem why it failed
     */
    public record Status(ListenerStatus.State state, int port, int sessions, String problem) {

        static Status of(ListenerStatus status) {
            return new Status(
                    status.state(),
                    status.port(),
                    status.sessions(),
                    status.problem().orElse(null));
        }
    }
}
