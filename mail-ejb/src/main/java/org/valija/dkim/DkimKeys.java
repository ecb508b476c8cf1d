package org.valija.dkim;

import jakarta.ejb.Local;
import java.util.List;
import java.util.Optional;

/** The DKIM keys, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface DkimKeys {

    /** An RSA key's usual size (RFC 8301 section 3.2). */
    int USUAL_BITS = 2048;

    /** By domain, the active ones first. */
    List<DkimKey> list();

    Optional<DkimKey> find(long id);

    /**
     * Makes a key, which does not sign yet.
     *
     * @param domain whose mail it is to sign, subdomains included that have no key of their own
     * @param selector a name that no key of the domain has
     * @param bits of an RSA key: 2048 as a rule
     * @throws org.valija.settings.InvalidSettingException if one of them is wrong
     */
    DkimKey generate(String domain, String selector, Algorithm algorithm, int bits);

    /**
     * Takes a key that was made elsewhere; it does not sign yet.
     *
     * @param pem the private key in PEM: PKCS#8, or PKCS#1 for RSA, not encrypted
     * @throws org.valija.settings.InvalidSettingException if one of them is wrong
     */
    DkimKey importKey(String domain, String selector, String pem);

    /**
     * Lets it sign, beside the others of its domain that do, from the next attempt on.
     *
     * @throws org.valija.settings.InvalidSettingException if four keys of the domain do so already
     */
    DkimKey activate(long id);

    /** Lets it sign no more. */
    DkimKey retire(long id);

    /**
     * Forgets it for good.
     *
     * @throws org.valija.settings.InvalidSettingException if it is active
     */
    void remove(long id);

    /** Remembers that its record was found as it should be. */
    void recordSeen(long id);
}
