package org.valija.outbound;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.valija.MailAddress;
import org.valija.order.DomainCriterion;
import org.valija.order.SenderCriterion;

/** A selection as the condition of an SQL statement. For one thread. */
final class SelectionCondition {

    private final List<String> parts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void add(String part, Object... given) {
        parts.add(part);
        values.addAll(List.of(given));
    }

    static SelectionCondition of(Selection selection) {
        SelectionCondition condition = new SelectionCondition();
        if (!selection.keys().isEmpty()) {
            condition.add(
                    "id IN (" + places(selection.keys().size()) + ")",
                    selection.keys().toArray());
        }
        selection.message().ifPresent(id -> condition.add("mail_id = ?", id.value()));
        selection.criteria().destinationCriterion().ifPresent(domain -> condition.addDomain("destination", "", domain));
        selection.criteria().senderCriterion().ifPresent(condition::addSender);
        selection.criteria().stream().ifPresent(stream -> condition.add("stream = ?", stream));
        selection.criteria().businessKey().ifPresent(key -> condition.add("business_key = ?", key));
        selection.state().ifPresent(state -> condition.add(of(state)));
        return condition;
    }

    private static String of(WaitingMail.State state) {
        return switch (state) {
            case WAITING -> "instruction IS NULL AND paused_by IS NULL";
            case HELD -> "instruction = 'HOLD'";
            case PAUSED -> "instruction IS NULL AND paused_by IS NOT NULL";
            case ENDING -> "instruction <> 'HOLD'";
        };
    }

    /** @param before what stands in the column before the domain */
    private void addDomain(String column, String before, DomainCriterion domain) {
        List<String> names = domain.names();
        if (domain.isSubdomains() || !before.isEmpty()) {
            String any = domain.isSubdomains() ? "%" + before + "%." : "%" + before;
            add(
                    "(" + String.join(" OR ", Collections.nCopies(names.size(), column + " LIKE ? ESCAPE '!'")) + ")",
                    names.stream().map(name -> any + escaped(name)).toArray());
        } else {
            add(column + " IN (" + places(names.size()) + ")", names.toArray());
        }
    }

    private void addSender(SenderCriterion sender) {
        if (sender.domain().isPresent()) {
            addDomain("reverse_path", "@", sender.domain().get());
        } else {
            add("reverse_path = ?", sender.address().map(MailAddress::toString).orElse(""));
        }
    }

    private static String escaped(String name) {
        return name.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    String where() {
        return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
    }

    int set(PreparedStatement statement) throws SQLException {
        int place = 1;
        for (Object value : values) {
            statement.setObject(place++, value);
        }
        return place;
    }
}
