package org.valija.admin;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIComponent;
import jakarta.faces.component.UIInput;
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

    /** Shows what is wrong with a field. */
    static void refuse(String form, String field, String sentence) {
        FacesContext context = FacesContext.getCurrentInstance();
        UIComponent component = context.getViewRoot().findComponent(form + ":" + field);
        FacesMessage message = new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, null);
        if (component instanceof UIInput input && component.isRendered()) {
            input.setValid(false);
            context.addMessage(component.getClientId(context), message);
        } else {
            context.addMessage(form, message);
        }
        context.validationFailed();
    }

    /** What was typed, without white space around it; empty if that is nothing. */
    static Optional<String> typed(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(v -> !v.isEmpty());
    }
}
