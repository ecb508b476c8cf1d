package org.valija.login;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.spi.LoginBrake;
import org.valija.spi.RealmDirectory;
import org.valija.spi.Registry;

/** Makes the brake known to all ways in, and the realm's directory where the server has one. */
@Singleton(name = LoginServicesBean.NAME)
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class LoginServicesBean {

    public static final String NAME = "ValijaLoginServices";

    private static final System.Logger LOG = System.getLogger(LoginServicesBean.class.getName());

    /** WildFly's security domain for applications, which EJBs and logins have alike. */
    private static final String DEFAULT_DOMAIN = "ApplicationDomain";

    private final List<Registry.Registration> registrations = new ArrayList<>();

    @PostConstruct
    void register() {
        registrations.add(Registry.register(
                LoginBrake.class, new FailureBrake(FailureLimits.read(System::getProperty), System::nanoTime)));
        Optional<RealmDirectory> directory = directory().or(PayaraDirectory::ofThisServer);
        directory.ifPresent(found -> registrations.add(Registry.register(RealmDirectory.class, found)));
        LOG.log(
                System.Logger.Level.INFO,
                "SCRAM-SHA-256: {0}; logins by certificate: {1}",
                directory.filter(RealmDirectory::hasScram).isPresent() ? "offered" : "the realm has no verifiers",
                directory.isPresent() ? "possible" : "the realm can't be asked for users");
    }

    @PreDestroy
    void unregister() {
        registrations.forEach(Registry.Registration::close);
    }

    /** That of WildFly, if this is one and its EJBs have the domain that logins have. */
    private static Optional<RealmDirectory> directory() {
        String domain = System.getProperty("valija.security.domain", DEFAULT_DOMAIN);
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return Optional.empty();
        }
        try {
            Class.forName(
                    "org.wildfly.security.auth.server.SecurityDomain", false, LoginServicesBean.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.empty(); // another server
        }
        return ElytronDirectory.ofThisDeployment();
    }
}
