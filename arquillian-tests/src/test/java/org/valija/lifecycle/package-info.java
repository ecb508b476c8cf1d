/** Applications, the server and Valija itself go and come again while clients send. */
package org.valija.lifecycle;
