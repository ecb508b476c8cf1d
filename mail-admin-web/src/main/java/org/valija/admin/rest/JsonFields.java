package org.valija.admin.rest;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.settings.InvalidSettingException;

/**
 * The fields of a JSON object that a client has sent; null is the same as left out. Whatever is wrong is told with its
 * field, by an {@link InvalidSettingException}.
 */
final class JsonFields {

    private static final int MAX_DOCUMENT = 64 * 1024;

    private final String what;
    private final JsonObject object;

    private JsonFields(String what, JsonObject object) {
        this.what = what;
        this.object = object;
    }

    /**
     * Reads a request's body.
     *
     * @return as text
     * @throws SentenceException if it is longer than 64 KiB
     */
    static String document(InputStream body) throws IOException {
        byte[] document = body.readNBytes(MAX_DOCUMENT + 1);
        if (document.length > MAX_DOCUMENT) {
            throw new SentenceException(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE, "Send at most " + MAX_DOCUMENT + " octets.");
        }
        return new String(document, StandardCharsets.UTF_8);
    }

    /**
     * @param what it should be, such as {@code a listener}
     * @param known the fields that it may have
     */
    static JsonFields parse(String what, String json, Set<String> known) {
        JsonFields fields = new JsonFields(what, object(what, json));
        fields.refuseOthersThan(known);
        return fields;
    }

    /**
     * The parameters of a query, as texts.
     *
     * @param what it should be, such as {@code a selection}
     * @param known those that it may have
     * @param others those that somebody else reads
     */
    static JsonFields query(
            String what, MultivaluedMap<String, String> parameters, Set<String> known, Set<String> others) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        parameters.forEach((name, values) -> {
            if (!others.contains(name)) {
                object.add(name, values.get(0));
            }
        });
        JsonFields fields = new JsonFields(what, object.build());
        fields.refuseOthersThan(known);
        return fields;
    }

    // Besides a JsonException, the parser has a plain RuntimeException for objects that are nested too deeply.
    private static JsonObject object(String what, String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        } catch (RuntimeException e) {
            throw new InvalidSettingException("", "Send " + what + " as a JSON object; this can't be read as one.");
        }
    }

    private void refuseOthersThan(Set<String> known) {
        object.keySet().stream()
                .filter(field -> !known.contains(field))
                .sorted()
                .findFirst()
                .ifPresent(field -> {
                    throw new InvalidSettingException(field, capitalized() + " has no field \"" + field + "\".");
                });
    }

    /**
     * Whether the object says nothing else than the address where it was sent.
     *
     * @param id the one in the address; 0 for something new
     * @throws InvalidSettingException if it has another id
     */
    void checkId(long id) {
        number("id", Long.MAX_VALUE).filter(given -> given != id).ifPresent(other -> {
            throw new InvalidSettingException(
                    "id",
                    id == 0
                            ? "It gets its id here: leave it out."
                            : "The id in the address is another one: " + id + ".");
        });
    }

    InvalidSettingException missing(String field) {
        return new InvalidSettingException(field, capitalized() + " needs the field \"" + field + "\".");
    }

    private String capitalized() {
        return what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
    }

    private Optional<JsonValue> value(String field) {
        return Optional.ofNullable(object.get(field)).filter(value -> value != JsonValue.NULL);
    }

    Optional<String> text(String field) {
        return value(field).map(value -> {
            if (value instanceof JsonString text) {
                return text.getString();
            }
            throw new InvalidSettingException(field, "A text is expected, in quotation marks.");
        });
    }

    /** At most {@code max}, and at least -1: what is out of range stays out of range. */
    Optional<Long> number(String field, long max) {
        return value(field).map(value -> {
            if (value instanceof JsonNumber number && number.isIntegral()) {
                long whole = number.bigIntegerValue().bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
                return Math.max(-1, Math.min(whole, max));
            }
            throw new InvalidSettingException(field, "A whole number is expected.");
        });
    }

    Optional<Boolean> bool(String field) {
        return value(field).map(value -> {
            if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
                return value == JsonValue.TRUE;
            }
            throw new InvalidSettingException(field, "true or false is expected.");
        });
    }

    Optional<Instant> time(String field) {
        return text(field).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new InvalidSettingException(field, "Give a time in UTC, such as 2026-12-31T18:00:00Z.");
            }
        });
    }

    <T extends Enum<T>> Optional<T> constant(String field, T[] values) {
        return text(field).map(text -> Stream.of(values)
                .filter(value -> value.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException(
                        field,
                        "One of these is expected: "
                                + Stream.of(values)
                                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + ".")));
    }

    List<String> texts(String field) {
        return value(field)
                .map(value -> {
                    if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
                        return array.getValuesAs(JsonString::getString);
                    }
                    throw new InvalidSettingException(field, "A list of texts is expected: [\"...\", \"...\"].");
                })
                .orElse(List.of());
    }
}
