package org.valija.admin;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIComponent;
import jakarta.faces.component.UIInput;
import jakarta.faces.component.UISelectMany;
import jakarta.faces.context.FacesContext;
import java.util.Optional;
import org.primefaces.PrimeFaces;
import org.valija.settings.InvalidSettingException;

/** The dialogs with settings: their fields have the names of the record's components. */
final class SettingForm {

    private SettingForm() {}

    /**
     * Runs a change; if it is refused, the reason appears beside the field that is wrong, and the dialog stays open.
     *
     * @param form the id of the form
     * @return whether it was done
     */
    static boolean save(String form, Runnable change) {
        try {
            change.run();
        } catch (InvalidSettingException e) {
            refuse(form, e.field(), e.getMessage());
            return false;
        }
        PrimeFaces.current().ajax().addCallbackParam("saved", true);
        return true;
    }

    /** Forgets what was typed in a form the last time, so that it shows what its bean has now. */
    static void reset(String form) {
        PrimeFaces.current().resetInputs(form);
    }

    /** Shows what is wrong with a field, beside what was typed there. */
    static void refuse(String form, String field, String sentence) {
        FacesContext context = FacesContext.getCurrentInstance();
        UIComponent component = context.getViewRoot().findComponent(form + ":" + field);
        FacesMessage message = new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, null);
        if (component instanceof UIInput input && component.isRendered()) {
            input.setSubmittedValue(submitted(context, input));
            input.setValid(false);
            context.addMessage(component.getClientId(context), message);
        } else {
            context.addMessage(form, message);
        }
        context.validationFailed();
    }

    /**
     * What was typed or chosen. It was forgotten when it became a value of the bean's, and an invalid input without it
     * shows nothing: Faces takes it for one that was submitted empty (INTERPRET_EMPTY_STRING_SUBMITTED_VALUES_AS_NULL).
     */
    private static Object submitted(FacesContext context, UIInput input) {
        String[] values =
                context.getExternalContext().getRequestParameterValuesMap().get(input.getClientId(context));
        if (input instanceof UISelectMany) {
            return values == null ? new String[0] : values;
        }
        return values == null ? "" : values[0];
    }

    /** What was typed, without white space around it; empty if that is nothing. */
    static Optional<String> typed(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(v -> !v.isEmpty());
    }
}
