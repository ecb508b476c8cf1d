#!/usr/bin/env bash
# Sets up and starts the Payara under test, or stops it: payara.sh set-up | stop
# Arquillian's own start of it would deploy before valija.ear is up.
# Environment: SERVER_HOME (unpacked Payara), WORK (all files but the domain's are made in there), DEPLOYABLES,
# VALIJA_INSTALL (the script that every user of Payara runs), PORT_OFFSET.
set -euo pipefail
source "$(dirname "$0")/ports.sh"
source "$(dirname "$0")/certificate.sh"
source "$(dirname "$0")/properties.sh"

# create-domain counts from here: HTTP is +80, so that it is 8080 with the offset; administration is +48, JMS +76.
PORT_BASE=$((8000 + PORT_OFFSET))
ADMIN_PORT=$((PORT_BASE + 48))
DOMAIN=valija-tests

ASADMIN=("$SERVER_HOME/bin/asadmin" --terse=true --interactive=false --port "$ADMIN_PORT")

asadmin() {
  "${ASADMIN[@]}" "$@"
}

set_up() {
  stop
  require_free_ports
  require_free "administration" "$ADMIN_PORT"
  require_free "JMS" $((PORT_BASE + 76))
  rm -rf "$WORK" "$SERVER_HOME/glassfish/domains/$DOMAIN"
  mkdir -p "$WORK"
  make_certificate "$WORK"
  write_properties "$WORK/valija.properties"
  "$SERVER_HOME/bin/asadmin" --terse=true create-domain --nopassword --portbase "$PORT_BASE" "$DOMAIN" >"$WORK/create-domain.log" 2>&1 \
    || { cat "$WORK/create-domain.log" >&2; exit 1; }
  trap 'stop' EXIT
  asadmin start-domain "$DOMAIN"
  set_system_properties "$WORK/valija.properties"
  add_user admin 'admin-Secreto1' valija-admin
  add_user robot@laboratorio.local 'ClaveSecreta!' mail-user
  add_user ana@laboratorio.local 'OtraClave!' otros
  add_database own-plain javax.sql.DataSource
  add_database own-xa javax.sql.XADataSource
  ASADMIN="${ASADMIN[*]}" sh "$VALIJA_INSTALL" "$DEPLOYABLES/valija.ear" "$DEPLOYABLES/mail-api.jar"
  asadmin restart-domain "$DOMAIN"
  trap - EXIT
}

# A colon would begin the next property.
set_system_properties() {
  local line properties=()
  while IFS= read -r line; do
    properties+=("${line//:/\\:}")
  done <"$1"
  local IFS=:
  asadmin create-system-properties "${properties[*]}"
}

add_user() {
  local passwords=$WORK/password
  echo "AS_ADMIN_USERPASSWORD=$2" >"$passwords"
  asadmin --passwordfile "$passwords" create-file-user --groups "$3" "$1"
  rm "$passwords"
}

# add_database NAME TYPE: a data source of an application, as an administrator would make it.
add_database() {
  asadmin create-jdbc-connection-pool --restype "$2" --datasourceclassname org.h2.jdbcx.JdbcDataSource \
    --property "URL=jdbc\\:h2\\:mem\\:$1;DB_CLOSE_DELAY\\=-1:User=sa:Password=sa" "$1-pool"
  asadmin create-jdbc-resource --connectionpoolid "$1-pool" "jdbc/$1"
}

stop() {
  if "$SERVER_HOME/bin/asadmin" --terse=true list-domains 2>/dev/null | grep -q "^$DOMAIN running"; then
    asadmin stop-domain --force --kill "$DOMAIN" || true
  fi
}

case $1 in
  set-up) set_up ;;
  stop) stop ;;
  *) exit 2 ;;
esac
