package org.valija.admin;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.UUID;

/**
 * Answers a request that failed, Ajax or not: with the page again if its view has expired, else with a page that tells
 * where in the log the failure is, and nothing more.
 */
public class FailurePages extends ExceptionHandlerFactory {

    private static final Logger LOG = System.getLogger(FailurePages.class.getName());

    public FailurePages(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {

        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() throws FacesException {
            FacesContext context = FacesContext.getCurrentInstance();
            Iterator<ExceptionQueuedEvent> events =
                    getUnhandledExceptionQueuedEvents().iterator();
            if (context != null && events.hasNext()) {
                Throwable failure = events.next().getContext().getException();
                if (canRedirect(context)) {
                    clear();
                    redirect(context, failure);
                }
            }
            getWrapped().handle();
        }

        private void clear() {
            Iterator<ExceptionQueuedEvent> events =
                    getUnhandledExceptionQueuedEvents().iterator();
            while (events.hasNext()) {
                events.next();
                events.remove();
            }
        }

        private static boolean canRedirect(FacesContext context) {
            return !context.getExternalContext().isResponseCommitted();
        }

        private static void redirect(FacesContext context, Throwable failure) {
            ExternalContext external = context.getExternalContext();
            String target;
            if (rootOf(failure) instanceof ViewExpiredException expired) {
                String view = expired.getViewId() == null || expired.getViewId().startsWith("/login")
                        ? "/index.xhtml"
                        : expired.getViewId();
                target = external.getRequestContextPath() + view;
            } else {
                String reference = UUID.randomUUID().toString();
                LOG.log(Level.ERROR, "The console failed (reference " + reference + ")", failure);
                target = external.getRequestContextPath() + "/failed.xhtml?reference=" + reference;
            }
            try {
                external.redirect(target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            context.responseComplete();
        }

        private static Throwable rootOf(Throwable failure) {
            Throwable root = failure;
            while (!(root instanceof ViewExpiredException) && root.getCause() != null) {
                root = root.getCause();
            }
            return root;
        }
    }
}
