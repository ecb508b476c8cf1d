package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the RFCs print as right. Both kinds of signature have no chance in them: the same input makes the same octets. */
class RfcExampleTest {

    /** RFC 8463 appendix A.3: key and message are those of A.1 and A.2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rfc8463-ed25519.pem | brisbane | ed25519 |"
                        + "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
                "rfc8463-rsa.pem | test | rsa |"
                        + "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9"
                        + "mPYQTnGdaSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8="
            })
    void signsAsRfc8463Does(String file, String selector, String algorithm, String signature) throws Exception {
        try (InputStream in = Text.of(Keys.pem("rfc8463.eml")).open()) {
            MessageReader message = new MessageReader(in);
            List<HeaderField> header = message.header();
            String bodyHash = Base64.getEncoder().encodeToString(message.bodyHash());
            assertThat(bodyHash).isEqualTo("2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");

            String signed = Stream.of("from", "to", "subject", "date", "message-id")
                    .map(name -> header.stream()
                            .filter(f -> f.isNamed(name))
                            .findFirst()
                            .orElseThrow())
                    .map(field -> field.relaxed() + "\r\n")
                    .collect(Collectors.joining());
            String folds = algorithm.equals("rsa")
                    ? "h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n"
                    : "h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n";
            String unsigned = " v=1; a=" + algorithm + "-sha256; c=relaxed/relaxed;\r\n d=football.example.com;"
                    + " i=@football.example.com;\r\n q=dns/txt; s=" + selector + "; t=1528637909; " + folds + " bh="
                    + bodyHash + ";\r\n b=";
            SigningKey key = Keys.key("football.example.com", selector, file);

            byte[] made = SignedTags.signature(key, signed + new HeaderField("DKIM-Signature", unsigned).relaxed());

            assertThat(Base64.getEncoder().encodeToString(made)).isEqualTo(signature);
        }
    }

    /** RFC 8463 appendix A.2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rfc8463-ed25519.pem | v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                "rfc8463-rsa.pem | v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6"
                        + "Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM"
                        + "KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
            })
    void publishesTheRecordsOfRfc8463(String file, String value) {
        KeyRecord record = Keys.record("football.example.com", "test", file);

        assertThat(record.name()).isEqualTo("test._domainkey.football.example.com");
        assertThat(record.value()).isEqualTo(value);
    }

    /** RFC 6376 section 3.4.5, example 1. */
    @Test
    void canonicalizesAsRfc6376Does() throws Exception {
        byte[] example = "A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n".getBytes();
        MessageReader message = new MessageReader(new Text(example).open());

        assertThat(message.header()).extracting(HeaderField::relaxed).containsExactly("a:X", "b:Y Z");
        assertThat(message.bodyHash()).isEqualTo(Sha256.start().digest(" C\r\nD E\r\n".getBytes()));
    }

    /** RFC 6376 section 3.4.4: nothing, not a line's end. */
    @ParameterizedTest
    @CsvSource({"''", "'\r\n'", "'\r\n\r\n'", "' \t\r\n'"})
    void anEmptyBodyIsNothing(String body) throws Exception {
        MessageReader message = new MessageReader(new Text(("A: b\r\n\r\n" + body).getBytes()).open());
        message.header();

        assertThat(Base64.getEncoder().encodeToString(message.bodyHash()))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
