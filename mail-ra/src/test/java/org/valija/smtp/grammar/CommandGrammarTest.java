package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.valija.MailAddress;
import org.valija.TransmissionOptions;
import org.valija.spi.Extension;

/** The cases of single commands are in the session's dialogues; here are the properties. */
class CommandGrammarTest {

    private static final Set<Extension> ALL = EnumSet.allOf(Extension.class);
    private static final Instant NOW = Instant.parse("2026-11-23T17:30:00Z");

    @Property
    void readsBackEveryAddressThatThereIs(@ForAll("addresses") MailAddress address) throws Exception {
        assertThat(MailArguments.parse("FROM:<" + address + ">", Set.of(), NOW).reversePath())
                .contains(address);
        assertThat(MailArguments.parse("from:<@x.example,@[127.0.0.1]:" + address + "> SMTPUTF8", ALL, NOW))
                .isEqualTo(new MailArguments(Optional.of(address), 0, options("SMTPUTF8")));
        assertThat(RcptArguments.parse("TO:<" + address + ">", "mail.example", Set.of(), false)
                        .recipient())
                .isEqualTo(address);
    }

    @Property
    void readsParametersInAnyOrderAndCase(
            @ForAll @LongRange(min = 0) long size, @ForAll("orders") List<Integer> order, @ForAll boolean lower)
            throws Exception {
        List<String> parameters = List.of("SIZE=" + size, "BODY=8BITMIME", "SMTPUTF8", "AUTH=<>");
        StringBuilder argument = new StringBuilder("FROM:<>");
        order.forEach(i -> argument.append(' ')
                .append(lower ? parameters.get(i).toLowerCase(java.util.Locale.ROOT) : parameters.get(i)));
        assertThat(MailArguments.parse(argument.toString(), ALL, NOW))
                .isEqualTo(new MailArguments(Optional.empty(), size, options("BODY=8BITMIME SMTPUTF8")));
    }

    /** Whatever octets come: an answer or the one exception, whose message is fit for a reply. */
    @Property
    void nothingElseComesOut(@ForAll("lines") byte[] line) {
        try {
            CommandLine command = CommandLine.parse(line);
            assertThat(command.argument()).doesNotContain("\r", "\n", "\0");
            MailArguments.parse(command.argument(), ALL, NOW);
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
        try {
            RcptArguments.parse(CommandLine.parse(line).argument(), "mail.example", ALL, false);
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
        try {
            BdatArguments.parse(CommandLine.parse(line).argument());
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
    }

    private static TransmissionOptions options(String parameters) throws SmtpSyntaxException {
        return MailArguments.parse("FROM:<> " + parameters, ALL, NOW).options();
    }

    @Provide
    Arbitrary<MailAddress> addresses() {
        Arbitrary<String> localParts = Arbitraries.strings()
                .withChars("abc.+ <>\"\\@:,ñ")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<String> domains =
                Arbitraries.of("ejemplo.com", "x", "ñandú.example", "[192.0.2.1]", "[ipv6:2001:db8::1]");
        return Combinators.combine(localParts, domains).as(MailAddress::new);
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.shuffle(0, 1, 2, 3);
    }

    @Provide
    Arbitrary<byte[]> lines() {
        Arbitrary<byte[]> pieces = Arbitraries.of(
                        "MAIL ",
                        "FROM:",
                        "TO:",
                        "<",
                        ">",
                        "a@b",
                        "\"",
                        "\\",
                        "@x:",
                        ",",
                        "[",
                        "]",
                        " ",
                        "SIZE=",
                        "1",
                        "BODY=",
                        "7BIT",
                        "ñ",
                        "=",
                        "LAST",
                        "RET=",
                        "HDRS",
                        "ENVID=",
                        "+2B",
                        "+",
                        "HOLDFOR=",
                        "HOLDUNTIL=",
                        "2026-12-24T18:00:00Z",
                        "BY=",
                        "-",
                        ";R",
                        "T",
                        "MT-PRIORITY=",
                        "REQUIRETLS",
                        "NOTIFY=",
                        "NEVER",
                        ",",
                        "SUCCESS",
                        "ORCPT=",
                        "rfc822;",
                        "utf-8;",
                        "\\x{F1}")
                .list()
                .ofMaxSize(12)
                .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
        return Arbitraries.oneOf(pieces, noise);
    }
}
