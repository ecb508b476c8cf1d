package org.valija.sending;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.valija.DeliveryEvent;

/**
 * {@code GET /events?key=}: the events of messages with that business key that have come, as JSON, a line for each. {@code POST
 * /events?row=} cancels a row of the deferred store as the console does.
 */
@WebServlet("/events")
public class EventServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String QUEUE =
            "java:global/valija/mail-ejb/OutboundQueueBean!org.valija.outbound.OutboundQueue";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setCharacterEncoding("UTF-8");
        Optional<String> key = Optional.of(request.getParameter("key"));
        List<DeliveryEvent> events = new ArrayList<>(EventBean.EVENTS);
        events.addAll(AgainBean.EVENTS);
        for (DeliveryEvent event : events) {
            if (event.businessKey().equals(key)) {
                response.getWriter().println(event.toJson());
            }
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Object queue = InitialContext.doLookup(QUEUE);
            Class<?> type = queue.getClass().getClassLoader().loadClass("org.valija.outbound.OutboundQueue");
            response.getWriter()
                    .print(type.getMethod("cancel", String.class).invoke(queue, request.getParameter("row")));
        } catch (NamingException | ReflectiveOperationException e) {
            throw new ServletException(e);
        }
    }
}
