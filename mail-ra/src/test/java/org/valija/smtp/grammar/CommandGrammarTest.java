package org.valija.smtp.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.valija.DeliverBy;
import org.valija.MailAddress;
import org.valija.RecipientOptions;
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

    @Property
    void readsIntervalsPrioritiesAndDeadlines(
            @ForAll @LongRange(min = 1, max = 999_999_999) long seconds,
            @ForAll @IntRange(min = -9, max = 9) int priority,
            @ForAll boolean trace)
            throws Exception {
        TransmissionOptions options = options(
                "HOLDFOR=" + seconds + " MT-PRIORITY=" + priority + " BY=" + seconds + ";R" + (trace ? "T" : ""));
        assertThat(options.holdUntil()).contains(NOW.plusSeconds(seconds));
        assertThat(options.priority()).isEqualTo(priority);
        assertThat(options.deliverBy()).contains(new DeliverBy(NOW.plusSeconds(seconds), DeliverBy.Mode.RETURN, trace));
        assertThat(options("HOLDUNTIL=" + NOW.plusSeconds(seconds)).holdUntil()).contains(NOW.plusSeconds(seconds));
        assertThat(options("BY=-" + seconds + ";N").deliverBy())
                .contains(new DeliverBy(NOW.minusSeconds(seconds), DeliverBy.Mode.NOTIFY, false));
    }

    @Property
    void readsEveryNotify(@ForAll Set<RecipientOptions.Event> events) throws Exception {
        String list =
                events.isEmpty() ? "NEVER" : events.stream().map(Enum::name).collect(Collectors.joining(","));
        assertThat(RcptArguments.parse("TO:<a@b> NOTIFY=" + list, "mail.example", ALL, false)
                        .options()
                        .notifications())
                .contains(events);
    }

    /** What was not offered is refused, whatever else is there. */
    @Property
    void refusesTheParametersOfEveryExtensionThatIsNotOffered(@ForAll Extension withheld) {
        Map<Extension, String> parameters = Map.ofEntries(
                Map.entry(Extension.SIZE, "SIZE=1"),
                Map.entry(Extension.BINARYMIME, "BODY=BINARYMIME"),
                Map.entry(Extension.EIGHT_BIT_MIME, "BODY=8BITMIME"),
                Map.entry(Extension.DSN, "RET=FULL"),
                Map.entry(Extension.SMTPUTF8, "SMTPUTF8"),
                Map.entry(Extension.REQUIRETLS, "REQUIRETLS"),
                Map.entry(Extension.FUTURERELEASE, "HOLDFOR=1"),
                Map.entry(Extension.MT_PRIORITY, "MT-PRIORITY=0"),
                Map.entry(Extension.DELIVERBY, "BY=1;N"),
                Map.entry(Extension.AUTH, "AUTH=<>"));
        Assume.that(parameters.containsKey(withheld));
        Set<Extension> offered = EnumSet.complementOf(EnumSet.of(withheld));
        assertThatThrownBy(() -> MailArguments.parse("FROM:<> " + parameters.get(withheld), offered, NOW))
                .isInstanceOfSatisfying(SmtpSyntaxException.class, e -> assertThat(e.fault())
                        .isEqualTo(SmtpSyntaxException.Fault.UNKNOWN_PARAMETER));
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
