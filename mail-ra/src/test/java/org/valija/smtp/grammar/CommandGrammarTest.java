package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.valija.MailAddress;

/** The cases of single commands are in the session's dialogues; here are the properties. */
class CommandGrammarTest {

    @Property
    void readsBackEveryAddressThatThereIs(@ForAll("addresses") MailAddress address) throws Exception {
        assertThat(MailArguments.parse("FROM:<" + address + ">", false).reversePath())
                .contains(address);
        assertThat(MailArguments.parse("from:<@x.example,@[127.0.0.1]:" + address + "> SMTPUTF8", false))
                .isEqualTo(new MailArguments(Optional.of(address), 0, true));
        assertThat(RcptArguments.parse("TO:<" + address + ">", "mail.example").recipient())
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
        assertThat(MailArguments.parse(argument.toString(), true))
                .isEqualTo(new MailArguments(Optional.empty(), size, true));
    }

    /** Whatever octets come: an answer or the one exception, whose message is fit for a reply. */
    @Property
    void nothingElseComesOut(@ForAll("lines") byte[] line) {
        try {
            CommandLine command = CommandLine.parse(line);
            assertThat(command.argument()).doesNotContain("\r", "\n", "\0");
            MailArguments.parse(command.argument(), true);
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
        try {
            RcptArguments.parse(CommandLine.parse(line).argument(), "mail.example");
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
        try {
            BdatArguments.parse(CommandLine.parse(line).argument());
        } catch (SmtpSyntaxException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
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
                        "MAIL ", "FROM:", "TO:", "<", ">", "a@b", "\"", "\\", "@x:", ",", "[", "]", " ", "SIZE=", "1",
                        "BODY=", "7BIT", "ñ", "=", "LAST")
                .list()
                .ofMaxSize(12)
                .map(list -> String.join("", list).getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
        return Arbitraries.oneOf(pieces, noise);
    }
}
