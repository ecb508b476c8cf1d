package org.valija.benchmarks.sending;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code POST /send?way=mail&threads=8&seconds=3} sends as fast as it can, {@code way=bare} by the broker alone, and answers
 * with the messages in a second. At most 1,000 threads and 600 seconds.
 */
@WebServlet("/send")
public class SendingServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient TransactionalSender sender;

    @Resource
    private transient ManagedThreadFactory threads;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Runnable send =
                switch (request.getParameter("way")) {
                    case "mail" -> sender::sendMail;
                    case "bare" -> sender::sendBare;
                    default -> throw new ServletException("No such way");
                };
        int count = Math.min(1000, Integer.parseInt(request.getParameter("threads")));
        long nanos = 1_000_000_000L * Math.min(600, Integer.parseInt(request.getParameter("seconds")));
        ExecutorService crew = Executors.newFixedThreadPool(count, threads);
        try {
            long begin = System.nanoTime();
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(crew.submit(() -> sendUntil(begin + nanos, send)));
            }
            long messages = 0;
            for (Future<Integer> one : sent) {
                messages += one.get();
            }
            response.getWriter().println(messages * 1_000_000_000L / (System.nanoTime() - begin));
        } catch (ExecutionException e) {
            throw new ServletException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        } finally {
            crew.shutdownNow();
        }
    }

    private static int sendUntil(long end, Runnable send) {
        int sent = 0;
        while (System.nanoTime() - end < 0) {
            send.run();
            sent++;
        }
        return sent;
    }
}
