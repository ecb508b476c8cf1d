package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.spi.SessionPolicy;
import org.valija.spi.SessionPolicy.Own;
import org.valija.spi.SessionPolicy.RecipientDecision;
import org.valija.spi.SessionPolicy.Refuse;
import org.valija.spi.SessionPolicy.Relay;

/** Whom the bounce domain takes mail for. */
class ReturnPolicyTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final ReturnAddresses addresses = Addresses.at(NOW);
    private final ReturnPolicy policy = new ReturnPolicy(new RelaysAll(), addresses);

    /** Rules by which everything goes. */
    private static final class RelaysAll implements SessionPolicy {

        @Override
        public CompletionStage<ConnectDecision> connect(Client client) {
            return CompletableFuture.completedStage(new Accept());
        }

        @Override
        public CompletionStage<RecipientDecision> recipient(
                Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
            return CompletableFuture.completedStage(new Relay(true));
        }
    }

    private RecipientDecision decision(MailAddress recipient) {
        return policy.recipient(null, Optional.empty(), recipient)
                .toCompletableFuture()
                .join();
    }

    @Test
    void whatWeHaveSignedIsOurs() {
        MailAddress made = addresses
                .of(MailId.create(), List.of(MailAddress.parse("luis@b.test")))
                .orElseThrow();

        assertThat(decision(made)).isInstanceOf(Own.class);
        assertThat(decision(new MailAddress("complaints", Addresses.DOMAIN))).isInstanceOf(Own.class);
    }

    @Test
    void anythingElseOfTheDomainIsRefusedWhateverTheRulesSay() {
        assertThat(decision(new MailAddress("a".repeat(56), Addresses.DOMAIN)))
                .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.reply())
                        .hasToString("550 5.1.1 There is no such return address, or it is no longer valid"));
        assertThat(decision(new MailAddress("ana", Addresses.DOMAIN))).isInstanceOf(Refuse.class);
    }

    @Test
    void otherDomainsAreTheRulesAffair() {
        assertThat(decision(MailAddress.parse("luis@b.test"))).isEqualTo(new Relay(true));
    }
}
