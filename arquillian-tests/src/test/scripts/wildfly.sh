#!/usr/bin/env bash
# Sets up the WildFly under test, or stops what an aborted run has left: wildfly.sh set-up | stop
# Environment: SERVER_HOME (unpacked WildFly), WORK (its base directory is made in there), DEPLOYABLES, PORT_OFFSET.
set -euo pipefail
source "$(dirname "$0")/ports.sh"
source "$(dirname "$0")/certificate.sh"

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
  cp -R "$SERVER_HOME/standalone" "$BASE"
  "$SERVER_HOME/bin/jboss-cli.sh" --file="$(dirname "$0")/test-server.cli"
  "$SERVER_HOME/bin/add-user.sh" --silent -sc "$BASE/configuration" -a -u admin -p 'admin-Secreto1' -g valija-admin
  "$SERVER_HOME/bin/add-user.sh" --silent -sc "$BASE/configuration" -a -u robot@laboratorio.local -p 'ClaveSecreta!' -g mail-user
  "$SERVER_HOME/bin/add-user.sh" --silent -sc "$BASE/configuration" -a -u ana@laboratorio.local -p 'OtraClave!' -g otros
  cp "$DEPLOYABLES/valija.ear" "$BASE/deployments/"
}

# Whoever has our base directory in its command line is ours.
stop() {
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' '\n' 2>/dev/null <"$process/cmdline" | grep -qxF -e "-Djboss.server.base.dir=$BASE"; then
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
