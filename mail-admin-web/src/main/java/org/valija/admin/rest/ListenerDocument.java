package org.valija.admin.rest;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.Extension;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerOptions.LineBreaks;
import org.valija.spi.ListenerSettings;

/**
 * Reads a listener's settings from JSON. What is left out has its default, but for kind, address and port. Whatever is
 * wrong is told with its field.
 */
final class ListenerDocument {

    /** {@code name} and {@code status} are in what a GET answers: they may come back, and change nothing. */
    private static final Set<String> FIELDS = Set.of(
            "name",
            "status",
            "kind",
            "address",
            "port",
            "enabled",
            "maxMessageSize",
            "maxRecipients",
            "withheld",
            "lineBreaks",
            "proxyNetworks",
            "xclientNetworks",
            "asksCertificate");

    private final JsonObject object;

    private ListenerDocument(JsonObject object) {
        this.object = object;
    }

    /**
     * @param name the listener's
     * @throws InvalidSettingException for what is no JSON, for a field that does not exist, and for a value of the wrong
     *     kind
     */
    static ListenerSettings read(String name, String json) {
        ListenerDocument document = new ListenerDocument(parse(json));
        document.refuseUnknownFields();
        if (!document.text("name").orElse(name).equals(name)) {
            throw new InvalidSettingException("name", "The name in the address is another one: " + name + ".");
        }
        return new ListenerSettings(
                name,
                document.constant("kind", ListenerKind.values()).orElseThrow(() -> missing("kind")),
                document.text("address").orElseThrow(() -> missing("address")),
                (int) document.number("port", Integer.MAX_VALUE)
                        .orElseThrow(() -> missing("port"))
                        .longValue(),
                document.bool("enabled").orElse(true),
                document.number("maxMessageSize", Long.MAX_VALUE).orElse(ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE),
                (int) document.number("maxRecipients", Integer.MAX_VALUE)
                        .orElse((long) ListenerSettings.DEFAULT_MAX_RECIPIENTS)
                        .longValue(),
                new ListenerOptions(
                        document.withheld(),
                        document.constant("lineBreaks", LineBreaks.values())
                                .orElse(ListenerOptions.DEFAULT.lineBreaks()),
                        document.texts("proxyNetworks"),
                        document.texts("xclientNetworks"),
                        document.bool("asksCertificate").orElse(false)));
    }

    private static JsonObject parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new InvalidSettingException("", "Send a listener as a JSON object; this can't be read as one.");
        }
    }

    private void refuseUnknownFields() {
        Set<String> unknown = new HashSet<>(object.keySet());
        unknown.removeAll(FIELDS);
        unknown.stream().sorted().findFirst().ifPresent(field -> {
            throw new InvalidSettingException(field, "A listener has no field \"" + field + "\".");
        });
    }

    private static InvalidSettingException missing(String field) {
        return new InvalidSettingException(field, "A listener needs the field \"" + field + "\".");
    }

    private Optional<JsonValue> value(String field) {
        return Optional.ofNullable(object.get(field)).filter(value -> value != JsonValue.NULL);
    }

    private Optional<String> text(String field) {
        return value(field).map(value -> {
            if (value instanceof JsonString text) {
                return text.getString();
            }
            throw new InvalidSettingException(field, "A text is expected, in quotation marks.");
        });
    }

    private Optional<Long> number(String field, long max) {
        return value(field).map(value -> {
            if (value instanceof JsonNumber number && number.isIntegral()) {
                long whole = number.bigIntegerValue().bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
                return Math.max(-1, Math.min(whole, max)); // out of range stays out of range
            }
            throw new InvalidSettingException(field, "A whole number is expected.");
        });
    }

    private Optional<Boolean> bool(String field) {
        return value(field).map(value -> {
            if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
                return value == JsonValue.TRUE;
            }
            throw new InvalidSettingException(field, "true or false is expected.");
        });
    }

    private <T extends Enum<T>> Optional<T> constant(String field, T[] values) {
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

    private List<String> texts(String field) {
        return value(field)
                .map(value -> {
                    if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
                        return array.getValuesAs(JsonString::getString);
                    }
                    throw new InvalidSettingException(field, "A list of texts is expected: [\"...\", \"...\"].");
                })
                .orElse(List.of());
    }

    private Set<Extension> withheld() {
        return texts("withheld").stream()
                .map(keyword -> Stream.of(Extension.values())
                        .filter(extension -> extension.keyword().equalsIgnoreCase(keyword))
                        .findFirst()
                        .orElseThrow(() -> new InvalidSettingException(
                                "withheld",
                                "There is no extension \"" + keyword + "\" to be withheld; there are "
                                        + Stream.of(Extension.values())
                                                .map(Extension::keyword)
                                                .collect(Collectors.joining(", "))
                                        + ".")))
                .collect(Collectors.toSet());
    }
}
