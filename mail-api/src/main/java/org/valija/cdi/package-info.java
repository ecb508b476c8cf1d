/** Makes {@code @Inject MailSender} work in an application that carries the API jar; nothing else belongs here. */
package org.valija.cdi;
