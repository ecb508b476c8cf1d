package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccountTest {

    @Test
    void quotesForTheCli() {
        String command = new Account("ana@ejemplo.com", "a\"b\\c", "mail-user")
                .commands(true)
                .get(0);
        assertThat(command).contains("identity=\"ana@ejemplo.com\"").contains("password=\"a\\\"b\\\\c\"");
    }

    @Test
    void changesOnlyThePasswordOfAUserWhoExists() {
        Account account = new Account("admin", "12345678", "valija-admin");
        assertThat(account.commands(true)).singleElement().asString().contains(":set-password(");
        assertThat(account.commands(false)).hasSize(3).element(1).asString().contains("value=[\"valija-admin\"]");
    }

    @Test
    void saltsEachTimeAnew() {
        Account account = new Account("admin", "12345678", "valija-admin");
        assertThat(account.commands(true)).isNotEqualTo(account.commands(true));
    }

    @Test
    void makesPasswordsThatDiffer() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> Account.newPassword()))
                .doesNotHaveDuplicates()
                .allMatch(password -> password.matches("[a-zA-Z2-9]{16}"));
    }

    @Test
    void neverShowsThePassword() {
        assertThat(new Account("admin", "12345678", "valija-admin")).hasToString("admin");
    }
}
