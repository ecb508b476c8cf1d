package org.valija.admin.rest;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.ListenerKind;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.Extension;
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

    private ListenerDocument() {}

    /**
     * @param name the listener's
     * @throws InvalidSettingException for what is no JSON, for a field that does not exist, and for a value of the wrong
     *     kind
     */
    static ListenerSettings read(String name, String json) {
        JsonFields document = JsonFields.parse("a listener", json, FIELDS);
        if (!document.text("name").orElse(name).equals(name)) {
            throw new InvalidSettingException("name", "The name in the address is another one: " + name + ".");
        }
        return new ListenerSettings(
                name,
                document.constant("kind", ListenerKind.values()).orElseThrow(() -> document.missing("kind")),
                document.text("address").orElseThrow(() -> document.missing("address")),
                (int) document.number("port", Integer.MAX_VALUE)
                        .orElseThrow(() -> document.missing("port"))
                        .longValue(),
                document.bool("enabled").orElse(true),
                document.number("maxMessageSize", Long.MAX_VALUE).orElse(ListenerSettings.DEFAULT_MAX_MESSAGE_SIZE),
                (int) document.number("maxRecipients", Integer.MAX_VALUE)
                        .orElse((long) ListenerSettings.DEFAULT_MAX_RECIPIENTS)
                        .longValue(),
                new ListenerOptions(
                        withheld(document),
                        document.constant("lineBreaks", LineBreaks.values())
                                .orElse(ListenerOptions.DEFAULT.lineBreaks()),
                        document.texts("proxyNetworks"),
                        document.texts("xclientNetworks"),
                        document.bool("asksCertificate").orElse(false)));
    }

    private static Set<Extension> withheld(JsonFields document) {
        return document.texts("withheld").stream()
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
