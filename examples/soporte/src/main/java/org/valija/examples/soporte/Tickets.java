package org.valija.examples.soporte;

import jakarta.ejb.Stateless;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /soporte/tickets}: the newest hundred, newest first. */
@Stateless
@Path("tickets")
public class Tickets {

    private static final int SHOWN = 100;

    @PersistenceContext
    private EntityManager tickets;

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonArray newest() {
        JsonArrayBuilder shown = Json.createArrayBuilder();
        tickets.createQuery("SELECT t FROM Ticket t ORDER BY t.receivedAt DESC", Ticket.class)
                .setMaxResults(SHOWN)
                .getResultList()
                .forEach(ticket -> shown.add(Json.createObjectBuilder()
                        .add("id", ticket.getId())
                        .add("sender", ticket.getSender())
                        .add("subject", ticket.getSubject())
                        .add("receivedAt", ticket.getReceivedAt().toString())));
        return shown.build();
    }
}
