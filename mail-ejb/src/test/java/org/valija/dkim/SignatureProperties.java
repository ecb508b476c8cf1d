package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;

/**
 * Whatever is signed verifies, and not when it was changed. The judge is Apache jDKIM, which shares no code with us. (For
 * Ed25519, which it does not know, dkimpy judges in DkimIT.)
 */
class SignatureProperties {

    private static final KeyRing KEYS = Keys.of(Keys.rsa("ejemplo.com"));

    private static final List<String> RECORD =
            List.of(Keys.record("ejemplo.com", "uno", "rsa.pem").value());

    private static final DKIMVerifier VERIFIER = new DKIMVerifier((method, selector, domain) -> RECORD);

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> name = Arbitraries.of(
                "To",
                "Cc",
                "Subject",
                "subject",
                "Date",
                "Message-ID",
                "Received",
                "X-Own",
                "List-Id",
                "Content-Type",
                "DKIM-Filter",
                "Reply-To",
                "MIME-Version");
        Arbitrary<String> value = Arbitraries.of(
                        "a", "b c", " ", "\t", "\r\n ", "\r\n\t x", ";", "=", "ñ", ":", "<a@b>")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts))
                // A line of white space alone is obsolete (RFC 5322 section 4.2), and parsers differ about it.
                .map(text -> text.replaceAll("(\r\n[ \t]+)+(?=\r\n|$)", ""));
        Arbitrary<String> fields = Combinators.combine(name, value)
                .as((n, v) -> n + ": " + v + "\r\n")
                .list()
                .ofMaxSize(8)
                .map(list -> String.join("", list));
        Arbitrary<String> body = Arbitraries.of("a", "b c", " ", "\t", "\r\n", "\r\n\r\n", ".", "\r\n.", "ñ", "--x")
                .list()
                .ofMaxSize(30)
                // jDKIM has the empty body as RFC 4871 had it; RfcExampleTest looks at that.
                .map(parts -> "x" + String.join("", parts) + "\r\n");
        return Combinators.combine(fields, fields, body)
                .as((before, behind, text) -> before + "From: Ana <ana@ejemplo.com>\r\n" + behind + "\r\n" + text);
    }

    @Property(tries = 500)
    void whatIsSignedVerifies(@ForAll("messages") String message) throws Exception {
        List<SignatureRecord> verified = VERIFIER.verify(new ByteArrayInputStream(signed(message)));

        assertThat(verified).hasSize(1);
    }

    @Property(tries = 200)
    void whatWasChangedDoesNot(@ForAll("messages") String message) throws Exception {
        String signed = new String(signed(message), StandardCharsets.UTF_8);
        for (String changed : List.of(
                signed + "more\r\n",
                signed.replace("ana@", "eva@"),
                "From: eva@otra.example\r\n" + signed,
                "Subject: another\r\n" + signed,
                "To: another\r\n" + signed)) {
            assertThatThrownBy(
                            () -> VERIFIER.verify(new ByteArrayInputStream(changed.getBytes(StandardCharsets.UTF_8))))
                    .as(changed)
                    .isInstanceOf(FailException.class);
        }
    }

    private static byte[] signed(String message) throws Exception {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.write(new Signer(KEYS, "mail.example", Clock.systemUTC())
                .sign("uno", Submitter.SERVER, Optional.empty(), new Text(octets)));
        signed.write(octets);
        return signed.toByteArray();
    }
}
