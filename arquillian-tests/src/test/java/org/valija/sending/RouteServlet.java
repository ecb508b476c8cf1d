package org.valija.sending;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Does what an administrator does in the console: {@code POST /routes?domain=...&port=...} turns the sandbox off, sends
 * that domain to a smart host on the loopback (or by MX, for {@code port=mx}) and all other domains to the sandbox; {@code POST /sandbox} removes the
 * routes and turns the sandbox on again.
 *
 * <p>An application doesn't see the classes of mail-ejb, hence reflection.
 */
@WebServlet({"/routes", "/sandbox"})
public class RouteServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String ROUTES = "java:global/valija/mail-ejb/ValijaRoutes!org.valija.route.Routes";

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            RouteAdministration routes = new RouteAdministration();
            if (request.getServletPath().equals("/routes")) {
                String[] ports = request.getParameterValues("port");
                String[] domains = request.getParameterValues("domain");
                for (int i = 0; i < domains.length; i++) {
                    if (ports[i].equals("mx")) {
                        routes.add(domains[i], "MX", 25);
                    } else {
                        routes.add(domains[i], "SMART_HOST", Integer.parseInt(ports[i]));
                    }
                }
                routes.add("*", "SANDBOX", 25);
                routes.setSandbox(false);
            } else {
                routes.setSandbox(true);
                routes.removeAll();
            }
        } catch (ReflectiveOperationException | NamingException e) {
            throw new ServletException(e);
        }
    }

    /** {@code org.valija.route.Routes}. */
    private static final class RouteAdministration {

        private final Object bean;
        private final Class<?> type;

        RouteAdministration() throws NamingException, ClassNotFoundException {
            bean = InitialContext.doLookup(ROUTES);
            type = bean.getClass().getClassLoader().loadClass("org.valija.route.Routes");
        }

        void setSandbox(boolean on) throws ReflectiveOperationException {
            type.getMethod("setSandbox", boolean.class).invoke(bean, on);
        }

        void add(String domain, String kind, int port) throws ReflectiveOperationException {
            ClassLoader loader = type.getClassLoader();
            Class<?> route = loader.loadClass("org.valija.route.Route");
            Constructor<?> simple = Stream.of(route.getConstructors())
                    .filter(constructor -> constructor.getParameterCount() == 8)
                    .findFirst()
                    .orElseThrow();
            Object created = simple.newInstance(
                    0L,
                    domain,
                    constant(loader, "org.valija.route.Route$Kind", kind),
                    kind.equals("SMART_HOST") ? Optional.of("127.0.0.1") : Optional.empty(),
                    port,
                    constant(loader, "org.valija.route.Route$Tls", kind.equals("MX") ? "OPPORTUNISTIC" : "NONE"),
                    Optional.empty(),
                    Optional.empty());
            type.getMethod("add", route).invoke(bean, created);
        }

        void removeAll() throws ReflectiveOperationException {
            Method remove = type.getMethod("remove", long.class);
            for (Object route : (List<?>) type.getMethod("list").invoke(bean)) {
                remove.invoke(bean, route.getClass().getMethod("id").invoke(route));
            }
        }

        private static Object constant(ClassLoader loader, String enumeration, String name)
                throws ReflectiveOperationException {
            return loader.loadClass(enumeration)
                    .getMethod("valueOf", String.class)
                    .invoke(null, name);
        }
    }
}
