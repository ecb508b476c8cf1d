package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.admin.message.Attachment;
import org.valija.admin.message.BodyText;
import org.valija.admin.message.FileName;
import org.valija.admin.message.QuietHtml;
import org.valija.admin.message.SandboxSource;
import org.valija.sandbox.SandboxMailbox;

/**
 * What strangers wrote, each kind at an address of its own: {@code /content/ID/html}, {@code /content/ID/source} and
 * {@code /content/ID/part/N}. The policy that goes with it takes from the browser every right to run, load or send
 * something, in the console's frame as well as in a window of its own.
 */
@WebServlet("/content/*")
public class SandboxContentServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Pattern ADDRESS = Pattern.compile("/([^/]+)/(html|source|part/(\\d{1,4}))");

    /** Nothing runs, nothing is fetched, nothing is sent; only the console may frame it. */
    private static final String POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
            + " form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    @EJB
    private transient SandboxMailbox mailbox;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher address = ADDRESS.matcher(request.getPathInfo() == null ? "" : request.getPathInfo());
        if (!address.matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try (SandboxSource source =
                SandboxSource.open(mailbox, address.group(1)).orElse(null)) {
            if (source == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("X-Frame-Options", "SAMEORIGIN");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            response.setHeader("X-DNS-Prefetch-Control", "off");
            if (address.group(3) != null) {
                part(source, Integer.parseInt(address.group(3)), response);
            } else if (address.group(2).equals("html")) {
                html(source, response);
            } else {
                source(source, response);
            }
        }
    }

    private static void html(SandboxSource source, HttpServletResponse response) throws IOException {
        Optional<BodyText> html = source.view().html();
        if (html.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(QuietHtml.of(html.get().text()).getBytes(StandardCharsets.UTF_8));
    }

    private static void source(SandboxSource source, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLengthLong(source.size());
        source.writeTo(response.getOutputStream());
    }

    private static void part(SandboxSource source, int number, HttpServletResponse response) throws IOException {
        Optional<Attachment> attachment = source.view().attachments().stream()
                .filter(a -> a.number() == number)
                .findFirst();
        if (attachment.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/octet-stream");
        response.setHeader(
                "Content-Disposition",
                FileName.contentDisposition(attachment.get().name()));
        source.writePart(number, response.getOutputStream());
    }
}
