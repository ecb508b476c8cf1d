package org.valija.smoke;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.valija.MailSender;

/** Tells whether the API's classes come from outside this application, as they must: there is one registry in the server. */
@WebServlet("/api")
public class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean elsewhere = MailSender.class.getClassLoader() != getClass().getClassLoader();
        response.getWriter().print(MailSender.class.getName() + " is elsewhere: " + elsewhere);
    }
}
