package org.valija.benchmarks.sending;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code POST /bare/none} empties the queue that the bare messages are in. */
@WebServlet("/bare/none")
public class BareQueueServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long NO_MORE_MILLIS = 500;

    @Inject
    private transient JMSContext jms;

    @Resource(lookup = TransactionalSender.BARE_QUEUE)
    private transient Queue queue;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        try (JMSConsumer consumer = jms.createConsumer(queue)) {
            while (consumer.receive(NO_MORE_MILLIS) != null) {
                // gone with that
            }
        }
    }
}
