package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Named;
import java.io.Serializable;
import java.net.InetAddress;
import java.util.stream.Collectors;
import org.valija.SendOptions;
import org.valija.route.RouteForecast;
import org.valija.route.RouteForecasts;
import org.valija.settings.InvalidSettingException;

/** The question what would happen to a message, on the page with the routes. */
@Named("forecast")
@ViewScoped
public class ForecastPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "forecast";
    private static final long KIBIBYTE = 1024;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private RouteForecasts forecasts;

    private String sender;
    private String recipient;
    private String stream = SendOptions.TRANSACTIONAL;
    private long size = 10;
    private transient RouteForecast found;

    public void ask() {
        found = null;
        try {
            found = forecasts.forecast(
                    SettingForm.typed(sender).orElse(""),
                    SettingForm.typed(recipient).orElse(""),
                    stream,
                    Math.max(-1, Math.min(size, Long.MAX_VALUE / KIBIBYTE)) * KIBIBYTE);
        } catch (InvalidSettingException e) {
            SettingForm.refuse(FORM, e.field(), e.getMessage());
        }
    }

    /** Null before anything was asked. */
    public RouteForecast getFound() {
        return found;
    }

    public String getRoute() {
        if (found.place().isPresent()) {
            return "Route " + found.place().getAsInt() + ". " + RouteSentence.of(found.route());
        }
        return found.outcome() == RouteForecast.Outcome.SANDBOX
                ? "The sandbox is switched on: all mail is kept on this machine."
                : "No route matches. " + RouteSentence.LAST;
    }

    public String addresses(RouteForecast.Hop hop) {
        return hop.addresses().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }

    public String getSender() {
        return sender;
    }

    public void setSender(String sender) {
        this.sender = sender;
    }

    public String getRecipient() {
        return recipient;
    }

    public void setRecipient(String recipient) {
        this.recipient = recipient;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public long getSize() {
        return size;
    }

    public void setSize(long size) {
        this.size = size;
    }
}
