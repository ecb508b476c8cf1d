package org.valija.limit;

import jakarta.ejb.Local;
import java.util.List;

/** The sending limits, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface SendingLimits {

    /** In the order in which they came. */
    List<SendingLimit> list();

    /**
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a value is malformed, or it would never be reached
     */
    SendingLimit add(SendingLimit limit);

    /** Changes the limit with this id; it begins anew. */
    void change(SendingLimit limit);

    void remove(long id);
}
