#!/usr/bin/env bash
# Sets up the WildFly under test, or stops what an aborted run has left: wildfly.sh set-up | stop
# Environment: SERVER_HOME (unpacked WildFly), WORK (all its files are made in there), DEPLOYABLES, VALIJA_CLI (the script
# that every user of WildFly runs), PORT_OFFSET.
set -euo pipefail
source "$(dirname "$0")/ports.sh"
source "$(dirname "$0")/certificate.sh"
source "$(dirname "$0")/properties.sh"

MANAGEMENT_PORT=$((9990 + PORT_OFFSET))
BASE=$WORK/base
export JBOSS_HOME=$SERVER_HOME
export JAVA_OPTS="-Djboss.server.base.dir=$BASE"

set_up() {
  require_free_ports
  require_free "management" "$MANAGEMENT_PORT"
  rm -rf "$WORK"
  mkdir -p "$WORK"
  make_certificate "$WORK"
  write_properties "$WORK/valija.properties"
  cp -R "$SERVER_HOME/standalone" "$BASE"
  {
    echo "embed-server --server-config=standalone-full.xml --std-out=discard"
    cat "$VALIJA_CLI"
    echo
    cat "$(dirname "$0")/scram.cli" "$(dirname "$0")/databases.cli"
    echo
    echo "stop-embedded-server"
  } >"$WORK/set-up.cli"
  # The script's expressions are resolved by the server, when it starts.
  "$SERVER_HOME/bin/jboss-cli.sh" --file="$WORK/set-up.cli"
  add_user admin 'admin-Secreto1' valija-admin
  add_user robot@laboratorio.local 'ClaveSecreta!' mail-user
  add_user ana@laboratorio.local 'OtraClave!' otros
  cp "$DEPLOYABLES/valija.ear" "$BASE/deployments/"
  # Another server, for the tests that kill theirs.
  cp -R "$BASE" "$WORK/spare"
}

add_user() {
  "$SERVER_HOME/bin/add-user.sh" --silent -sc "$BASE/configuration" -a -u "$1" -p "$2" -g "$3"
}

# Whoever has a base directory of ours in its command line is ours.
stop() {
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' '\n' 2>/dev/null <"$process/cmdline" | grep -qxF -e "-Djboss.server.base.dir=$BASE" \
      -e "-Djboss.server.base.dir=$WORK/spare"; then
      echo "Stopping a WildFly that the tests have left: ${process#/proc/}"
      kill "${process#/proc/}" 2>/dev/null || true
    fi
  done
}

case $1 in
  set-up) set_up ;;
  stop) stop ;;
  *) exit 2 ;;
esac
