/**
 * The recipes of {@code docs/receive.md} and {@code docs/send.md}: the code blocks of those pages are cut from here. What
 * a recipe has done stands in the {@link org.valija.examples.recetas.Notebook}.
 */
package org.valija.examples.recetas;
