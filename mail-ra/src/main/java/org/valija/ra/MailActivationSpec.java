package org.valija.ra;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The activation configuration of a bean with {@link org.valija.MailListener}. All properties are texts: a server would
 * turn {@code authenticatedOnly=ture} into {@code false} without a word, here it fails the deployment.
 *
 * <dl>
 *   <dt>{@code recipients}
 *   <dd>required: patterns, separated by commas: {@code a@b}, {@code *@b}, {@code *@*.b}, {@code *}; compared without
 *       case; the most specific pattern of all beans wins
 *   <dt>{@code listeners}
 *   <dd>names of listeners such as {@code relay, submission}, separated by commas; default: all
 *   <dt>{@code authenticatedOnly}
 *   <dd>{@code true}: only from clients that have logged in; default {@code false}
 *   <dt>{@code maxMessageSize}
 *   <dd>octets, such as {@code 500K} or {@code 10M}; default: what the listener allows. The trace headers that Valija
 *       puts in front count
 *   <dt>{@code exactlyOnce}
 *   <dd>{@code true}: a message that a client sends again, since it has not heard the {@code 250}, gets {@code 250} and
 *       the bean is not called; default {@code false}. The bean must be transacted
 *   <dt>{@code relay}
 *   <dd>{@code true}: the bean that takes what the relay rules send on; only Valija's own. Then only {@code
 *       maxMessageSize} may be set beside it, since the relay rules decide about the rest
 * </dl>
 */
public class MailActivationSpec implements ActivationSpec {

    /** What the console lets a listener be called: any other name would receive nothing without a word. */
    private static final Pattern LISTENER_NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private ResourceAdapter resourceAdapter;
    private String recipients = "";
    private String listeners = "";
    private String authenticatedOnly = "";
    private String maxMessageSize = "";
    private String exactlyOnce = "";
    private String relay = "";

    /** Called by WildFly, not by Payara: there {@link MailResourceAdapter#endpointActivation} makes the same check. */
    @Override
    public void validate() throws InvalidPropertyException {
        if (!ServerResume.isUnderWay()) {
            selection();
        }
    }

    /**
     * What the properties ask for.
     *
     * @throws InvalidPropertyException with a sentence that names the property and its wrong value
     */
    Selection selection() throws InvalidPropertyException {
        boolean isRelay = flag("relay", relay);
        List<String> patterns = items("recipients", recipients);
        Set<String> names = new HashSet<>(items("listeners", listeners));
        for (String name : names) {
            if (!LISTENER_NAME.matcher(name).matches()) {
                throw invalid("listeners", listeners, "\"" + Visible.of(name) + "\" is no listener's name");
            }
        }
        boolean onlyAuthenticated = flag("authenticatedOnly", authenticatedOnly);
        boolean once = flag("exactlyOnce", exactlyOnce);
        if (isRelay && !(patterns.isEmpty() && names.isEmpty() && !onlyAuthenticated && !once)) {
            throw invalid(
                    "relay",
                    relay,
                    "recipients, listeners, authenticatedOnly and exactlyOnce must be empty, the relay rules decide");
        }
        if (!isRelay && patterns.isEmpty()) {
            throw invalid("recipients", recipients, "at least one pattern is needed: a@b, *@b, *@*.b or *");
        }
        try {
            return new Selection(
                    patterns.stream().map(RecipientPattern::parse).distinct().toList(),
                    names,
                    onlyAuthenticated,
                    size(),
                    isRelay,
                    once);
        } catch (IllegalArgumentException e) {
            throw invalid("recipients", recipients, e.getMessage());
        }
    }

    private long size() throws InvalidPropertyException {
        if (maxMessageSize.isBlank()) {
            return Selection.UNLIMITED;
        }
        try {
            return Octets.parse(maxMessageSize);
        } catch (IllegalArgumentException e) {
            throw invalid("maxMessageSize", maxMessageSize, e.getMessage());
        }
    }

    private static List<String> items(String property, String value) throws InvalidPropertyException {
        if (value.isBlank()) {
            return List.of();
        }
        List<String> items =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (items.contains("")) {
            throw invalid(property, value, "something is missing beside a comma");
        }
        return items;
    }

    private static boolean flag(String property, String value) throws InvalidPropertyException {
        return switch (value.strip()) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw invalid(property, value, "it must be true or false");
        };
    }

    private static InvalidPropertyException invalid(String property, String value, String reason) {
        return new InvalidPropertyException("Activation property " + property
                + " of a mail listener has the wrong value \"" + Visible.of(value) + "\": " + reason);
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    public String getRecipients() {
        return recipients;
    }

    public void setRecipients(String recipients) {
        this.recipients = orEmpty(recipients);
    }

    public String getListeners() {
        return listeners;
    }

    public void setListeners(String listeners) {
        this.listeners = orEmpty(listeners);
    }

    public String getAuthenticatedOnly() {
        return authenticatedOnly;
    }

    public void setAuthenticatedOnly(String authenticatedOnly) {
        this.authenticatedOnly = orEmpty(authenticatedOnly);
    }

    public String getMaxMessageSize() {
        return maxMessageSize;
    }

    public void setMaxMessageSize(String maxMessageSize) {
        this.maxMessageSize = orEmpty(maxMessageSize);
    }

    public String getExactlyOnce() {
        return exactlyOnce;
    }

    public void setExactlyOnce(String exactlyOnce) {
        this.exactlyOnce = orEmpty(exactlyOnce);
    }

    public String getRelay() {
        return relay;
    }

    public void setRelay(String relay) {
        this.relay = orEmpty(relay);
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) {
        this.resourceAdapter = resourceAdapter;
    }
}
