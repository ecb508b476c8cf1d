package org.valija.examples.recetas;

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

/** Where the recipes write what they did, in their transaction; {@code GET /recetas/notes}: the newest hundred first. */
@Stateless
@Path("notes")
public class Notebook {

    private static final int SHOWN = 100;

    @PersistenceContext
    private EntityManager notes;

    public void add(String recipe, String content) {
        notes.persist(new Note(recipe, content));
    }

    /** Whether a recipe has written just this. */
    public boolean has(String recipe, String content) {
        return !notes.createQuery("SELECT n FROM Note n WHERE n.recipe = :recipe AND n.content = :content", Note.class)
                .setParameter("recipe", recipe)
                .setParameter("content", content)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonArray newest() {
        JsonArrayBuilder shown = Json.createArrayBuilder();
        notes.createQuery("SELECT n FROM Note n ORDER BY n.madeAt DESC", Note.class)
                .setMaxResults(SHOWN)
                .getResultList()
                .forEach(note -> shown.add(Json.createObjectBuilder()
                        .add("recipe", note.getRecipe())
                        .add("content", note.getContent())));
        return shown.build();
    }
}
