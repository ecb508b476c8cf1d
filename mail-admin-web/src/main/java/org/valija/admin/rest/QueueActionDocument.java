package org.valija.admin.rest;

import org.valija.outbound.QueueAction;
import org.valija.outbound.Selection;
import org.valija.route.Detour;

/**
 * Reads from JSON what is to be done with mail that waits.
 *
 * @param selection with which mail
 */
record QueueActionDocument(QueueAction action, Selection selection) {

    /**
     * @param name of the action
     * @throws org.valija.settings.InvalidSettingException as {@link JsonFields} has it
     */
    static QueueActionDocument read(String name, String json) {
        JsonFields document =
                JsonFields.parse("a selection", json, SelectionDocument.with(SelectionDocument.FIELDS, fields(name)));
        Selection selection = SelectionDocument.readMeant(document);
        QueueAction action =
                switch (name) {
                    case "hold" -> new QueueAction.Hold(document.text("reason").orElse(""));
                    case "release" -> new QueueAction.Release();
                    case "retry" -> new QueueAction.Retry();
                    case "cancel" -> new QueueAction.Cancel();
                    case "bounce" ->
                        new QueueAction.Bounce(
                                document.text("reason").orElseThrow(() -> document.missing("reason")),
                                document.bool("tellSender").orElse(true));
                    case "reroute" ->
                        new QueueAction.Reroute(document.text("nextHop").map(Detour::parse));
                    default -> throw new IllegalArgumentException(name);
                };
        return new QueueActionDocument(action, selection);
    }

    private static String[] fields(String name) {
        return switch (name) {
            case "hold" -> new String[] {"reason"};
            case "bounce" -> new String[] {"reason", "tellSender"};
            case "reroute" -> new String[] {"nextHop"};
            default -> new String[0];
        };
    }
}
