package org.valija.promise.bean;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.ReceivedMail;

/** The work that each bean does in its transaction: a row in the database, and a mail that has the same subject. */
@Dependent
public class Ledger {

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Inject
    private MailSender mail;

    void enter(ReceivedMail received) throws SQLException, MessagingException {
        String subject = received.mimeMessage().getSubject();
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into ledger (subject) values (?)")) {
            insert.setString(1, subject);
            insert.executeUpdate();
        }
        mail.send(OutboundMail.from("libro@promesa.example")
                .to("ana@ejemplo.net")
                .subject(subject)
                .text("Entered.")
                .build());
    }
}
