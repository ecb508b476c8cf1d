package org.valija.admin;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.valija.lane.Rate;
import org.valija.lane.ReplyRule;
import org.valija.settings.TimeSpan;
import org.valija.shaping.ShapingLimits;
import org.valija.shaping.ShapingRule;
import org.valija.shaping.ShapingText;

/** The dialog with a shaping rule. An empty condition always holds, an empty limit says nothing. */
public class ShapingRuleForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String mxHost;
    private String domain;
    private String stream;
    private String connections;
    private String messages;
    private String age;
    private String rate;
    private String recipients;
    private String firstPause;
    private String longestPause;
    private String replies;

    private ShapingRuleForm(long id) {
        this.id = id;
    }

    static ShapingRuleForm create() {
        return new ShapingRuleForm(0);
    }

    static ShapingRuleForm of(ShapingRule rule) {
        ShapingRuleForm form = new ShapingRuleForm(rule.id());
        ShapingLimits limits = rule.limits();
        form.mxHost = rule.mxHost().orElse(null);
        form.domain = rule.domain().orElse(null);
        form.stream = rule.stream().orElse(null);
        form.connections = limits.connections().map(Object::toString).orElse(null);
        form.messages = limits.messages().map(Object::toString).orElse(null);
        form.age = limits.age().map(TimeSpan::text).orElse(null);
        form.rate = limits.rate().map(Rate::toString).orElse(null);
        form.recipients = limits.recipients().map(Object::toString).orElse(null);
        form.firstPause = limits.firstPause().map(TimeSpan::text).orElse(null);
        form.longestPause = limits.longestPause().map(TimeSpan::text).orElse(null);
        form.replies = limits.replies().stream().map(ReplyRule::toString).collect(Collectors.joining("\n"));
        return form;
    }

    /** @throws org.valija.settings.InvalidSettingException if a limit can't be read */
    ShapingRule rule() {
        return new ShapingRule(
                id,
                SettingForm.typed(mxHost),
                SettingForm.typed(domain),
                SettingForm.typed(stream),
                new ShapingLimits(
                        ShapingText.number("connections", SettingForm.typed(connections)),
                        ShapingText.number("messages", SettingForm.typed(messages)),
                        ShapingText.time("age", SettingForm.typed(age)),
                        SettingForm.typed(rate).map(text -> ShapingText.rate("rate", text)),
                        ShapingText.number("recipients", SettingForm.typed(recipients)),
                        ShapingText.time("firstPause", SettingForm.typed(firstPause)),
                        ShapingText.time("longestPause", SettingForm.typed(longestPause)),
                        ShapingText.replies("replies", lines())));
    }

    private List<String> lines() {
        return Optional.ofNullable(replies).orElse("").lines().toList();
    }

    public boolean isExisting() {
        return id != 0;
    }

    public String getMxHost() {
        return mxHost;
    }

    public void setMxHost(String mxHost) {
        this.mxHost = mxHost;
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getConnections() {
        return connections;
    }

    public void setConnections(String connections) {
        this.connections = connections;
    }

    public String getMessages() {
        return messages;
    }

    public void setMessages(String messages) {
        this.messages = messages;
    }

    public String getAge() {
        return age;
    }

    public void setAge(String age) {
        this.age = age;
    }

    public String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    public String getRecipients() {
        return recipients;
    }

    public void setRecipients(String recipients) {
        this.recipients = recipients;
    }

    public String getFirstPause() {
        return firstPause;
    }

    public void setFirstPause(String firstPause) {
        this.firstPause = firstPause;
    }

    public String getLongestPause() {
        return longestPause;
    }

    public void setLongestPause(String longestPause) {
        this.longestPause = longestPause;
    }

    public String getReplies() {
        return replies;
    }

    public void setReplies(String replies) {
        this.replies = replies;
    }
}
