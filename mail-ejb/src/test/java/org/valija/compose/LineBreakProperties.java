package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Header;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.OutboundMail;

/** Whatever text comes in, no header field comes out that was not asked for. */
class LineBreakProperties {

    private final MailComposer composer =
            new MailComposer(Path.of("target"), 1_000_000, Clock.systemUTC(), "mail.ejemplo.com");

    /** Texts with the characters in them that make trouble. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab\r\n\t ,;:<>@\"\\()=?ñ\u0000\u0085\u2028")
                .ofMaxLength(12)
                .map(s -> s + "X-Evil: 1");
    }

    @Property(tries = 300)
    void noFieldIsSmuggledIn(@ForAll("texts") String text) throws Exception {
        List<OutboundMail> mails = List.of(
                mail().subject(text).build(),
                mail().header("X-Good", text).build(),
                mail().header(text, "good").build(),
                mail().to(text + " <luis@ejemplo.net>").build(),
                mail().attach(text, "text/plain", "").build(),
                mail().attach("a", "text/plain; a=" + text, "").build(),
                OutboundMail.from("\"" + text + "\" <ana@ejemplo.com>")
                        .to("luis@ejemplo.net")
                        .build());
        for (OutboundMail mail : mails) {
            String source;
            try (Composed composed = composer.compose(mail);
                    InputStream in = composed.content().open()) {
                source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (InvalidMailException e) {
                continue;
            }
            assertThat(source).doesNotContainIgnoringCase("\nX-Evil").doesNotContainPattern("\r(?!\n)|(?<!\r)\n");
        }
    }

    @Property
    void aLineBreakIsRefusedAsSuch(@ForAll("texts") String text) {
        if (text.indexOf('\r') < 0 && text.indexOf('\n') < 0) {
            return;
        }
        try {
            composer.compose(mail().subject(text).build());
        } catch (InvalidMailException e) {
            assertThat(e.reason()).isEqualTo(Reason.LINE_BREAK);
            return;
        }
        throw new AssertionError("it was taken");
    }

    @Property
    void linesEndWithCrlf(@ForAll("texts") String text, @ForAll("texts") String more) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CrlfOutputStream crlf = new CrlfOutputStream(out)) {
            crlf.write(text.getBytes(StandardCharsets.UTF_8));
            crlf.write(more.getBytes(StandardCharsets.UTF_8));
        }
        String expected = (text + more).replaceAll("\r\n|\r|\n", "\r\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @Property(tries = 300)
    void ofAMimeMessageOnlyItsOwnFieldsComeOut(@ForAll("texts") String text) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("ana@ejemplo.com");
        message.setRecipients(MimeMessage.RecipientType.TO, "luis@ejemplo.net");
        message.setText("Hola");
        message.setHeader("X-Good", text);
        MimeMessage read;
        try (Composed composed = composer.compose(message);
                InputStream in = composed.content().open()) {
            read = new MimeMessage(Session.getInstance(new Properties()), in);
        } catch (InvalidMailException e) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (Header header : Collections.list(read.getAllHeaders())) {
            names.add(header.getName());
        }
        assertThat(names).doesNotContain("X-Evil").contains("X-Good", "From", "To");
    }

    private static OutboundMail.Builder mail() {
        return OutboundMail.from("ana@ejemplo.com").to("luis@ejemplo.net").text("Hola");
    }
}
