package org.valija.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.dkim.Algorithm;
import org.valija.dkim.KeyState;
import org.valija.settings.InvalidSettingException;

class DkimKeyDocumentTest {

    @Test
    void whatIsLeftOutIsUsual() {
        assertThat(DkimKeyDocument.read("{\"domain\": \"a.example\", \"selector\": \"s1\", \"key\": null}"))
                .isEqualTo(new DkimKeyDocument("a.example", "s1", Algorithm.RSA, 2048, Optional.empty()));
        assertThat(DkimKeyDocument.read("{\"domain\": \"a.example\", \"selector\": \"s1\", \"bits\": 4096}")
                        .bits())
                .isEqualTo(4096);
    }

    @Test
    void aKeyThatIsGivenIsNotToldByAccident() {
        DkimKeyDocument document =
                DkimKeyDocument.read("{\"domain\": \"a.example\", \"selector\": \"s1\", \"key\": \"secreto\"}");

        assertThat(document.pem()).contains("secreto");
        assertThat(document).hasToString("s1 of a.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "selector  | {\"domain\": \"a.example\"}",
                "domain    | {\"selector\": \"s1\"}",
                "algorithm | {\"domain\": \"a.example\", \"selector\": \"s1\", \"algorithm\": \"dsa\"}",
                "algorithm | {\"domain\": \"a.example\", \"selector\": \"s1\", \"algorithm\": \"rsa\", \"key\": \"x\"}",
                "bits      | {\"domain\": \"a.example\", \"selector\": \"s1\", \"bits\": 2048, \"key\": \"x\"}",
                "bits      | {\"domain\": \"a.example\", \"selector\": \"s1\", \"bits\": \"2048\"}",
                "pem       | {\"domain\": \"a.example\", \"selector\": \"s1\", \"pem\": \"x\"}"
            })
    void namesTheFieldThatIsWrong(String field, String json) {
        assertThatThrownBy(() -> DkimKeyDocument.read(json))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void aStateIsOneOfTwo() {
        assertThat(DkimKeyDocument.state("{\"state\": \"active\"}")).isEqualTo(KeyState.ACTIVE);
        assertThat(DkimKeyDocument.state("{\"state\": \"RETIRED\"}")).isEqualTo(KeyState.RETIRED);
        for (String json : new String[] {"{\"state\": \"waiting\"}", "{}", "{\"state\": 1}"}) {
            assertThatThrownBy(() -> DkimKeyDocument.state(json))
                    .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                            .isEqualTo("state"));
        }
    }
}
