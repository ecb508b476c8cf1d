package org.valija.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: Hola\\r\\n\\r\\n                                        | Hola",
                "From: a@b\\r\\nSUBJECT:Hola\\r\\n\\r\\n                          | Hola",
                "Subject: Prueba\\n de dos\\n\\tlíneas\\n\\n                      | Prueba de dos líneas",
                "Subject: =?UTF-8?Q?=C3=B1and=C3=BA?=\\r\\n\\r\\n                 | ñandú",
                "Subject: =?UTF-8?B?w7FhbmTDug==?= =?UTF-8?Q?_x?=\\r\\n\\r\\n     | ñandú x",
                "Subject: =?no-such-charset?Q?a?=\\r\\n\\r\\n                     | =?no-such-charset?Q?a?=",
                "From: a@b\\r\\n\\r\\nSubject: in the body\\r\\n                   | ''",
                "X-Subject: no\\r\\n\\r\\n                                        | ''",
                "Subject: =?UTF-8?Q?a=0D=0Ab=00c?=\\r\\n\\r\\n                    | a b c",
                "Subject: without an end                                          | without an end"
            })
    void findsTheSubject(String message, String subject) {
        assertThat(subject(
                        octets(message.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t"))))
                .isEqualTo(subject);
    }

    @Test
    void cutsWhatIsTooLongForItsColumn() {
        assertThat(subject(octets("Subject: " + "x".repeat(2000)))).hasSize(1000);
        String cut = subject(octets("Subject: x" + "\ud83d\ude00".repeat(1000)));
        assertThat(cut).hasSize(999).endsWith("\ud83d\ude00");
    }

    @Property
    void anyOctetsHaveAnAnswerOfOneLine(@ForAll byte[] octets) {
        assertThat(subject(octets)).hasSizeLessThanOrEqualTo(1000).doesNotContain("\n", "\r", "\u0000");
    }

    private static String subject(byte[] message) {
        return Header.in(message).subject();
    }

    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TLS-Required: No|true",
                "Subject: hola\\r\\ntls-required:NO \\r\\nFrom: a@b.test|true",
                "TLS-Required: Yes|false",
                "X-TLS-Required: No|false",
                "Subject: hola|false"
            })
    void itsSenderMayRatherHaveItArriveThanEncrypted(String lines, boolean optional) {
        byte[] header = lines.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

        assertThat(Header.in(header).isTlsOptional()).isEqualTo(optional);
    }
}
