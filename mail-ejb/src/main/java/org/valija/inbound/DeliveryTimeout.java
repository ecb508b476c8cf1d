package org.valija.inbound;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** How long the JTA transaction of a delivery may take: the system property {@code valija.delivery.timeout}, in seconds. */
final class DeliveryTimeout {

    private static final String PROPERTY = "valija.delivery.timeout";

    /** As WildFly has it by default; Payara has none of its own. */
    private static final int DEFAULT = 300;

    private static final int MAX = 86_400;

    private DeliveryTimeout() {}

    /**
     * @param property gives a system property, or null
     * @return seconds; 0 leaves it to the server (JTA, UserTransaction.setTransactionTimeout)
     * @throws IllegalArgumentException with a sentence that names the property and its wrong value
     */
    static int read(UnaryOperator<String> property) {
        String value =
                Optional.ofNullable(property.apply(PROPERTY)).map(String::strip).orElse("");
        if (value.isEmpty()) {
            return DEFAULT;
        }
        if (value.matches("\\d{1,5}") && Integer.parseInt(value) <= MAX) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException(
                "System property " + PROPERTY + " must be a number from 0 to " + MAX + ", not \"" + value + "\"");
    }
}
