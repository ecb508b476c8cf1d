package org.valija.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.valija.smtp.TestVerifier;

/** SCRAM-SHA-256 against the example of RFC 7677 section 3. */
class ScramExchangeTest {

    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final ScramVerifier VERIFIER = TestVerifier.of("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096);
    private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    private final ScramExchange exchange = new ScramExchange(SERVER_NONCE);

    @Test
    void isTheExampleOfTheRfc() {
        assertThat(first("n,,n=user,r=" + CLIENT_NONCE))
                .isEqualTo("r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(text(last("biws", CLIENT_NONCE + SERVER_NONCE, PROOF)))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(exchange.respond(new byte[0])).isEqualTo(new SaslStep.Verify(new Proof.Scram("user", VERIFIER)));
    }

    @Test
    void takesNoWrongProof() {
        first("n,,n=user,r=" + CLIENT_NONCE);
        assertThat(last("biws", CLIENT_NONCE + SERVER_NONCE, PROOF.replace('d', 'e')))
                .isInstanceOf(SaslStep.Wrong.class);
    }

    @Test
    void takesNoShortProof() {
        first("n,,n=user,r=" + CLIENT_NONCE);
        assertThat(last("biws", CLIENT_NONCE + SERVER_NONCE, "dHzb")).isInstanceOf(SaslStep.Wrong.class);
    }

    @Test
    void takesNoOtherNonceAndNoOtherBinding() {
        first("n,,n=user,r=" + CLIENT_NONCE);
        assertThat(last("biws", CLIENT_NONCE + "x", PROOF)).isInstanceOf(SaslStep.Wrong.class);
        assertThat(last("eSws", CLIENT_NONCE + SERVER_NONCE, PROOF)).isInstanceOf(SaslStep.Wrong.class);
    }

    @Test
    void confirmsNothingBehindANonEmptyAnswer() {
        first("n,,n=user,r=" + CLIENT_NONCE);
        last("biws", CLIENT_NONCE + SERVER_NONCE, PROOF);
        assertThat(exchange.respond(new byte[] {1})).isInstanceOf(SaslStep.Malformed.class);
    }

    @Test
    void unescapesAndPreparesTheName() {
        SaslStep step = exchange.respond(octets("n,,n=a=2Cb=3Dc\u00AA\u00AD,r=abc"));
        assertThat(((SaslStep.LookUp) step).user()).isEqualTo("a,b=ca");
    }

    @Test
    void ignoresExtensionsHoweverMany() {
        String many = ",a=".repeat(12_800 / 3);
        first("n,,n=user,r=" + CLIENT_NONCE + many);
        SaslStep step = exchange.respond(octets("c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + many + ",p=" + PROOF));
        assertThat(step).as("they are part of what is signed").isInstanceOf(SaslStep.Wrong.class);
    }

    @Test
    void thereIsOneProofAndItIsTheLast() {
        first("n,,n=user,r=" + CLIENT_NONCE);
        assertThat(exchange.respond(octets("c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + ",p=dHzb,p=" + PROOF)))
                .isInstanceOf(SaslStep.Malformed.class);
    }

    private String first(String message) {
        SaslStep.LookUp lookUp = (SaslStep.LookUp) exchange.respond(octets(message));
        return text(lookUp.resume().apply(VERIFIER));
    }

    private SaslStep last(String binding, String nonce, String proof) {
        return exchange.respond(octets("c=" + binding + ",r=" + nonce + ",p=" + proof));
    }

    private static String text(SaslStep step) {
        return new String(((SaslStep.Challenge) step).octets(), StandardCharsets.UTF_8);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
