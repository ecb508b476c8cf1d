package org.valija.admin;

import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.valija.dkim.Algorithm;
import org.valija.dkim.DkimKeys;

/** The dialog with a new key, which is made or given. What is given goes in and never out. */
public class DkimKeyForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("'s'uuuuMM", Locale.ROOT).withZone(ZoneOffset.UTC);

    private String domain;
    private String selector;
    private boolean generated = true;
    private Algorithm algorithm = Algorithm.RSA;
    private int bits = DkimKeys.USUAL_BITS;
    private transient String key;

    private DkimKeyForm(String selector) {
        this.selector = selector;
    }

    static DkimKeyForm create(Instant now) {
        return new DkimKeyForm(MONTH.format(now));
    }

    String domain() {
        return SettingForm.typed(domain).orElse("");
    }

    String selector() {
        return SettingForm.typed(selector).orElse("");
    }

    String pem() {
        return key == null ? "" : key;
    }

    public boolean isGenerated() {
        return generated;
    }

    public void setGenerated(boolean generated) {
        this.generated = generated;
    }

    public boolean isSized() {
        return generated && algorithm == Algorithm.RSA;
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getSelector() {
        return selector;
    }

    public void setSelector(String selector) {
        this.selector = selector;
    }

    public Algorithm getAlgorithm() {
        return algorithm;
    }

    public void setAlgorithm(Algorithm algorithm) {
        this.algorithm = algorithm;
    }

    public int getBits() {
        return bits;
    }

    public void setBits(int bits) {
        this.bits = bits;
    }

    /** Always empty. */
    public String getKey() {
        return null;
    }

    public void setKey(String key) {
        this.key = key;
    }
}
