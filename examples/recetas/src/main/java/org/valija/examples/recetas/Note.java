package org.valija.examples.recetas;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** What a recipe has done. */
@Entity
@Table(name = "recetas_note")
public class Note {

    private static final int MAX_CONTENT = 1000;

    @Id
    private String id;

    private String recipe;
    private String content;

    @Column(name = "made_at")
    private LocalDateTime madeAt;

    protected Note() {}

    Note(String recipe, String content) {
        this.id = UUID.randomUUID().toString();
        this.recipe = recipe;
        this.content = content.substring(0, Math.min(content.length(), MAX_CONTENT));
        this.madeAt = LocalDateTime.now(ZoneOffset.UTC);
    }

    public String getRecipe() {
        return recipe;
    }

    public String getContent() {
        return content;
    }
}
