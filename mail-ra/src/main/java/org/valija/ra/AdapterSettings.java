package org.valija.ra;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What the administrator of the server sets for the adapter, by system properties: they work alike on every server
 * (Payara expands no placeholders in a resource adapter's descriptor).
 *
 * <table>
 *   <caption>Properties</caption>
 *   <tr><td>{@code valija.deliveries}<td>deliveries at once; default 3 for each processor, which keeps below WildFly's
 *       default of 4 instances of a message-driven bean for each processor
 *   <tr><td>{@code valija.delivery.queue}<td>messages that wait for one of those places; default 100
 *   <tr><td>{@code valija.delivery.wait}<td>seconds that each waits at most, then the client gets {@code 451 4.3.2};
 *       default 10
 * </table>
 *
 * @param deliveries limits of deliveries
 * @param logins limits of logins: 4 at once, and otherwise those of deliveries
 */
record AdapterSettings(WorkQueue.Limits deliveries, WorkQueue.Limits logins) {

    private static final int DELIVERIES_FOR_EACH_PROCESSOR = 3;
    private static final int LOGINS_AT_ONCE = 4;

    /**
     * @param property gives a system property, or null
     * @throws IllegalArgumentException with a sentence that names the property and its wrong value
     */
    static AdapterSettings read(UnaryOperator<String> property) {
        int processors = Runtime.getRuntime().availableProcessors();
        int atOnce = number(property, "valija.deliveries", DELIVERIES_FOR_EACH_PROCESSOR * processors, 10_000);
        int waiting = number(property, "valija.delivery.queue", 100, 100_000);
        Duration wait = Duration.ofSeconds(number(property, "valija.delivery.wait", 10, 3_600));
        return new AdapterSettings(
                new WorkQueue.Limits(atOnce, waiting, wait), new WorkQueue.Limits(LOGINS_AT_ONCE, waiting, wait));
    }

    private static int number(UnaryOperator<String> property, String name, int byDefault, int max) {
        String value = property.apply(name);
        if (value == null || value.isBlank()) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, max, e);
        }
        throw wrong(name, value, max, null);
    }

    private static IllegalArgumentException wrong(String name, String value, int max, Exception cause) {
        return new IllegalArgumentException(
                "System property " + name + " must be a number from 1 to " + max + ", not \"" + Visible.of(value)
                        + "\"",
                cause);
    }
}
