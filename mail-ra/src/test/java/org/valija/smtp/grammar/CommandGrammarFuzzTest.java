package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.valija.MailAddress;
import org.valija.spi.Extension;

/** Whatever line a client sends: it is understood, or a {@link SmtpSyntaxException} says why not. */
class CommandGrammarFuzzTest {

    private static final Set<Extension> EVERYTHING = EnumSet.allOf(Extension.class);
    private static final Instant NOW = Instant.parse("2026-11-23T17:30:00Z");

    @FuzzTest
    void everyLineIsUnderstoodOrRefused(byte[] line) {
        try {
            understand(CommandLine.parse(line));
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void understand(CommandLine command) throws SmtpSyntaxException {
        switch (command.verb()) {
            case "MAIL" -> {
                MailArguments mail = MailArguments.parse(command.argument(), EVERYTHING, NOW);
                assertThat(mail.declaredSize()).isNotNegative();
                mail.reversePath().ifPresent(CommandGrammarFuzzTest::readsBack);
            }
            case "RCPT" ->
                readsBack(RcptArguments.parse(command.argument(), "mail.example", EVERYTHING, true)
                        .recipient());
            case "BDAT" ->
                assertThat(BdatArguments.parse(command.argument()).size()).isNotNegative();
            case "AUTH" -> AuthArguments.parse(command.argument());
            case "XCLIENT" -> XclientArguments.parse(command.argument());
            default -> HeloArguments.parse(command.argument());
        }
    }

    private static void readsBack(MailAddress address) {
        assertThat(MailAddress.parse(address.toString())).isEqualTo(address);
    }
}
