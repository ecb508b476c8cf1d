#!/bin/sh
# Installs Valija into a Payara 6 domain that is running, or installs it anew:
#   ASADMIN=/opt/payara6/bin/asadmin ./install.sh valija.ear mail-api.jar
# Give the domain's administration port and the like in ASADMIN too: ASADMIN="/opt/payara6/bin/asadmin --port 4848".
# The domain is restarted. Users and certificate: see docs/deploy-payara.md.
set -eu
ear=$1
api=$2
asadmin=${ASADMIN:-asadmin}

# Applications and Valija share the classes of the API, so they lie in the domain's library folder.
$asadmin add-library "$api"

# Deliveries to beans run side by side; a bean that gets no instance within a second refuses.
$asadmin set configs.config.server-config.mdb-container.max-pool-size=64
# Each delivery and each sending worker holds one database connection.
$asadmin set resources.jdbc-connection-pool.H2Pool.max-pool-size=100

# The embedded broker: what is sent must be on the disk before the 250, and may be as large as a message.
$asadmin set configs.config.server-config.jms-service.start-args="-Dimq.persist.file.sync.enabled=true -Dimq.autocreate.destination.maxBytesPerMsg=-1 -Dimq.message.max_size=-1"

$asadmin restart-domain

# Before the applications, whose deployment order is 100: at a restart Valija is there first.
$asadmin deploy --force --name valija --deploymentorder 40 "$ear"
