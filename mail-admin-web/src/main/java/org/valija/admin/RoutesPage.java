package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.valija.route.OAuth2;
import org.valija.route.Route;
import org.valija.route.Routes;

/** The page with the routes and the sandbox switch. */
@Named("routes")
@ViewScoped
public class RoutesPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "route";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private Routes routes;

    @Inject
    private ChangeLog changes;

    private transient List<Route> list;
    private RouteForm form = RouteForm.create();

    public List<Route> getList() {
        if (list == null) {
            list = routes.list();
        }
        return list;
    }

    public RouteForm getForm() {
        return form;
    }

    public Route.Kind[] getKinds() {
        return Route.Kind.values();
    }

    public Route.Tls[] getTlsModes() {
        return Route.Tls.values();
    }

    public Route.Order[] getOrders() {
        return Route.Order.values();
    }

    public OAuth2.Grant[] getGrants() {
        return OAuth2.Grant.values();
    }

    public List<String> getStreams() {
        return routes.streams();
    }

    /** Which mail a route is for, besides the recipient's domain; empty for all of it. */
    public String conditions(Route route) {
        return RouteSentence.some(route.conditions()).strip();
    }

    public String getLastRoute() {
        return RouteSentence.LAST;
    }

    public boolean isSandbox() {
        return routes.isSandbox();
    }

    public void switchSandbox(boolean on) {
        routes.setSandbox(on);
        changes.done(on ? "The sandbox was switched on." : "The sandbox was switched off.");
    }

    public void refresh() {
        list = null;
    }

    public void create() {
        SettingForm.reset(FORM);
        form = RouteForm.create();
    }

    public void edit(Route route) {
        SettingForm.reset(FORM);
        form = RouteForm.of(route);
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            Route route = form.route();
            if (form.isExisting()) {
                routes.change(route);
            } else {
                routes.add(route);
            }
            changes.done((form.isExisting() ? "Route changed: " : "Route added: ") + RouteSentence.of(route));
        });
        refresh();
    }

    public void move(Route route, int places) {
        apply(() -> {
            routes.move(route.id(), places);
            changes.done((places < 0 ? "Route moved up: " : "Route moved down: ") + RouteSentence.of(route));
        });
    }

    public void remove(Route route) {
        apply(() -> {
            routes.remove(route.id());
            changes.done("Route removed: " + RouteSentence.of(route));
        });
    }

    private void apply(Runnable change) {
        changes.attempt(change);
        refresh();
    }
}
