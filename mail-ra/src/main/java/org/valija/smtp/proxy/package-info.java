/** The PROXY protocol (HAProxy's proxy-protocol.txt, versions 1 and 2): a balancer tells whose connection it passes on. */
package org.valija.smtp.proxy;
