package org.valija.documentation;

import java.util.List;
import java.util.Optional;

/**
 * A command of the pages that these tests do not run.
 *
 * @param beginning how it begins
 * @param reason why not, or who runs it
 */
record NotRunHere(String beginning, String reason) {

    static final List<NotRunHere> ALL = List.of(
            new NotRunHere("mvn -Prun", "is the demo server itself, and does not end"),
            new NotRunHere("mvn package -DskipTests", "is the build, which these tests have behind them"),
            new NotRunHere("benchmarks/run.sh", "compares the speed with other servers, for 20 minutes"),
            new NotRunHere("mvn verify", "is what runs these tests"),
            new NotRunHere("testssl ", "takes a minute: TlsScanIT runs both at once"),
            new NotRunHere("bin/asadmin set 'resources.mail-resource", "is run by PayaraMailSessionIT"),
            new NotRunHere("bin/asadmin ", "sets up a Payara of the reader's own"),
            new NotRunHere("ASADMIN=bin/asadmin ", "sets up a Payara of the reader's own"),
            new NotRunHere("bin/", "sets up a WildFly of the reader's own: OwnWildFlyIT follows the page"),
            new NotRunHere("mvn install", "would write into the local repository of whoever runs the tests"));

    static Optional<NotRunHere> find(Command command) {
        return ALL.stream()
                .filter(entry -> command.line().startsWith(entry.beginning()))
                .findFirst();
    }
}
