/**
 * The tables of Valija and their history. Each migration is an SQL file in this package's resources, named in
 * {@link org.valija.schema.SchemaFiles}. No table is read or written here.
 */
package org.valija.schema;
