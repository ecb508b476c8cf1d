/**
 * A message as it can be shown: its headers, text, HTML and attachments, read from its source. The source is a
 * stranger's: it is read as a stream, each thing that is kept has a limit, and whoever shows it escapes it. No Faces and
 * no REST here.
 */
package org.valija.admin.message;
