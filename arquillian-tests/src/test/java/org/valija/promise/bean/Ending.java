package org.valija.promise.bean;

import jakarta.ejb.EJBContext;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.util.List;
import java.util.Locale;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.valija.MailAddress;
import org.valija.MailRejectedException;

/** How a bean ends after it has done its work. The local part of the recipient's address names it: {@code set-rollback-only@...}. */
public enum Ending {
    RETURNS {
        @Override
        void happen(EJBContext context) {}
    },
    SETS_ROLLBACK_ONLY {
        @Override
        void happen(EJBContext context) {
            context.setRollbackOnly();
        }
    },
    THROWS_RUNTIME_EXCEPTION {
        @Override
        void happen(EJBContext context) {
            throw new IllegalStateException("A fault of the bean");
        }
    },
    THROWS_CHECKED_EXCEPTION {
        @Override
        void happen(EJBContext context) throws CheckedException {
            throw new CheckedException();
        }
    },
    THROWS_CHECKED_EXCEPTION_WITH_ROLLBACK {
        @Override
        void happen(EJBContext context) throws CheckedRollbackException {
            throw new CheckedRollbackException();
        }
    },
    THROWS_ERROR {
        @Override
        void happen(EJBContext context) {
            throw new AssertionError("An error of the bean");
        }
    },
    REJECTS {
        @Override
        void happen(EJBContext context) {
            throw new MailRejectedException(554, "5.6.0", "No pictures of cats");
        }
    },
    ENLISTS_A_PARTICIPANT_THAT_REFUSES {
        @Override
        void happen(EJBContext context) throws NamingException, SystemException, RollbackException {
            transactionManager().getTransaction().enlistResource(new RefusingParticipant());
        }
    },
    OUTLASTS_THE_TRANSACTION {
        @Override
        void happen(EJBContext context) throws InterruptedException {
            Thread.sleep((Integer.getInteger("valija.delivery.timeout") + 4) * 1000L);
        }
    };

    /** Ends so. */
    abstract void happen(EJBContext context) throws Exception;

    /** The ending that an address asks for. */
    static Ending of(MailAddress recipient) {
        return valueOf(recipient.localPart().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The local part that asks for this ending. */
    public String localPart() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** WildFly's and Payara's names for it; Jakarta EE has none. */
    private static TransactionManager transactionManager() throws NamingException {
        NamingException notFound = null;
        for (String name : List.of("java:jboss/TransactionManager", "java:appserver/TransactionManager")) {
            try {
                return InitialContext.doLookup(name);
            } catch (NamingException e) {
                notFound = e; // Payara's is no NameNotFoundException for WildFly's name
            }
        }
        throw notFound;
    }
}
