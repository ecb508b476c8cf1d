package org.valija.sending;

import jakarta.mail.Session;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Where an application gets its session of Jakarta Mail from. */
enum MailSession {
    /** From the server, as its set-up script has made it. */
    SERVER {
        @Override
        Session get() throws NamingException {
            return InitialContext.doLookup("java:comp/env/" + JakartaMailServlet.SERVERS);
        }
    },
    /** From its own {@code @MailSessionDefinition}. */
    DEFINITION {
        @Override
        Session get() throws NamingException {
            return InitialContext.doLookup(JakartaMailServlet.DEFINED);
        }
    },
    /** From code. */
    CODE {
        @Override
        Session get() {
            Properties properties = new Properties();
            properties.setProperty("mail.transport.protocol.rfc822", "valija");
            properties.setProperty("mail.smtp.class", "org.valija.transport.ValijaTransport");
            return Session.getInstance(properties);
        }
    },
    /** From code; its application knows of SMTP only, and its session's configuration of Valija. */
    SMTP_CLASS {
        @Override
        Session get() {
            Properties properties = new Properties();
            properties.setProperty("mail.transport.protocol", "smtp");
            properties.setProperty("mail.smtp.host", "smtp.ejemplo.com");
            properties.setProperty("mail.smtp.class", "org.valija.transport.ValijaTransport");
            return Session.getInstance(properties);
        }
    };

    abstract Session get() throws NamingException;
}
