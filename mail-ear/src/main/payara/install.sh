#!/bin/sh
# Installs Valija into a running domain of Payara 6, or brings it up to date:
#   ASADMIN=/opt/payara6/bin/asadmin ./install.sh valija.ear mail-api.jar
# Options such as --port go into ASADMIN too. Restart the domain afterwards. See docs/deploy-payara.md.
set -eu
ear=$1
api=$2
asadmin=${ASADMIN:-asadmin}
config=configs.config.server-config

# Applications and Valija share the classes of the API, so the domain carries them.
$asadmin add-library "$api"

# Deliveries to beans run side by side; a bean that gets no instance within a second refuses.
$asadmin set "$config.mdb-container.max-pool-size=64"
# Each delivery and each sending worker holds one database connection.
$asadmin set "resources.jdbc-connection-pool.H2Pool.max-pool-size=100"

# Payara's own database is on the disk when a transaction commits, not half a second later.
$asadmin set 'resources.jdbc-connection-pool.H2Pool.property.URL=jdbc:h2:${com.sun.aas.instanceRoot}/lib/databases/embedded_default;AUTO_SERVER=TRUE;WRITE_DELAY=0'

# The embedded broker: what was answered with 250 is on the disk, and a message of any size fits.
$asadmin set "$config.jms-service.property.imq\.persist\.file\.sync\.enabled=true"
$asadmin set "$config.jms-service.property.imq\.autocreate\.destination\.maxBytesPerMsg=-1"
$asadmin set "$config.jms-service.property.imq\.message\.max_size=-1"

# A mail session for applications that send with Jakarta Mail: @Resource(lookup = "mail/valija").
$asadmin list-javamail-resources | grep -qx mail/valija ||
  $asadmin create-javamail-resource --mailhost localhost --mailuser valija --fromaddress postmaster@localhost \
    --transprotocol valija --transprotocolclass org.valija.transport.ValijaTransport \
    --property mail.transport.protocol.rfc822=valija:mail.smtp.class=org.valija.transport.ValijaTransport mail/valija

# Applications have deployment order 100: when the domain starts, Valija is there before them.
$asadmin deploy --force --name valija --deploymentorder 40 "$ear"
