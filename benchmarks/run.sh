#!/usr/bin/env bash
# Valija side by side with other mail servers, by the scripts of the bench folder. See README.md.
#
#   benchmarks/run.sh            every part that has no result yet, and then the table
#   benchmarks/run.sh PART...    these parts again: kept one large relay latency idle outbound send beside
#                                waiting waiting-postgresql
#   benchmarks/run.sh table      only the table, in Markdown, from the results that there are
#   benchmarks/run.sh down       stop whatever is still running
#
#   BENCH       the folder of the scripts           (shared/bench beside the project)
#   BENCH_HOME  scratch: peers, servers, results    (valija-bench in the folder for temporary files)
#   ROUNDS SECS each cell: so many rounds of so long (5, 3)
#   BENCH_WAIT  the longest wait for a quiet machine before each single run, in seconds (20)
#   PORTS       added to the ports of Valija's servers: PORTS, PORTS+100 and PORTS+200 (9200)
#
# Build first: mvn package -DskipTests. All parts together take about an hour.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$here")
bench=${BENCH:-$(dirname "$project")/shared/bench}
export BENCH_HOME=${BENCH_HOME:-${TMPDIR:-/tmp}/valija-bench}
export BENCH_WAIT=${BENCH_WAIT:-20} BENCH_IDLE=${BENCH_IDLE:-0.85}
rounds=${ROUNDS:-5}
secs=${SECS:-3}
ports=${PORTS:-9200}
sink=$((ports + 399))
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
all="kept one large relay latency idle outbound send beside waiting waiting-postgresql"

[ -x "$bench/peers.sh" ] || { echo "No bench scripts in $bench: set BENCH to their folder." >&2; exit 1; }
mkdir -p "$BENCH_HOME"
chmod 755 "$BENCH_HOME"
BENCH_HOME=$(cd "$BENCH_HOME" && pwd)
results=$BENCH_HOME/results
mkdir -p "$results"

version=$(sed -n 's:.*<version.wildfly>\(.*\)</version.wildfly>.*:\1:p' "$project/pom.xml")
wildfly=$BENCH_HOME/wildfly-$version

peers() { "$bench/peers.sh" "$@"; }

fetch() {
    [ -d "$BENCH_HOME/cls/subetha" ] && [ -d "$BENCH_HOME/mvn/james-full" ] || peers fetch
    [ -d "$wildfly" ] || (cd "$project" && mvn -B -ntp -q -N dependency:unpack \
        -Dartifact="org.wildfly:wildfly-dist:$version:zip" -DoutputDirectory="$BENCH_HOME")
}

# ---- the product: a server for each way that is measured, as mvn -Prun configures it ----

offset() { case $1 in valija) echo "$ports";; valija-relay) echo $((ports + 100));; valija-out) echo $((ports + 200));; esac; }
alive() { [ -s "$BENCH_HOME/$1/launcher" ] && kill -0 "$(cat "$BENCH_HOME/$1/launcher")" 2>/dev/null; }
target() { echo "$1=127.0.0.1:$((2525 + $(offset "$1")))@$(cut -d' ' -f1 "$BENCH_HOME/$1/data/server.pid")"; }

product_up() { # NAME [FURTHER LINES FOR THE SERVER'S CONFIGURATION]
    local name=$1 home=$BENCH_HOME/$1
    alive "$name" && return 0
    [ -f "$project/mail-ear/target/valija.ear" ] || { echo "Build first: mvn package -DskipTests" >&2; exit 1; }
    rm -rf "$home"
    mkdir -p "$home/scripts"
    cp "$project/mail-ear/src/main/wildfly/valija.cli" "$home/scripts/"
    case $name in # the bean that does nothing, or the sender, in place of the example, or no bean at all: what a rule allows is relayed
        valija) sed 's/soporte\.war/discard.war/g' "$project/mail-ear/src/main/wildfly/demo.cli";;
        valija-out) sed 's/soporte\.war/sending.war/g' "$project/mail-ear/src/main/wildfly/demo.cli";;
        *) grep -v 'soporte\.war' "$project/mail-ear/src/main/wildfly/demo.cli";;
    esac > "$home/scripts/demo.cli"
    echo "${2:-}" >> "$home/scripts/demo.cli"
    product_launch "$name"
    for _ in $(seq 600); do
        grep -q 'Ctrl-C stops it' "$home/out" && break
        alive "$name" || break
        sleep 0.5
    done
    grep -q 'Ctrl-C stops it' "$home/out" || { cat "$home/out" >&2; exit 1; }
    # What is queued stays where it is: accepting is measured, and postfix-hold does not deliver either.
    [ "$name" != valija-relay ] || in_ejbs "$name" ejb3/message-driven-bean=ReadyWorker:stop-delivery
}

product_launch() { # NAME, with what it has from before; is not waited for
    local name=$1 home=$BENCH_HOME/$1 war=()
    case $name in
        valija) war=("$here/discard/target/discard.war");;
        valija-out) war=("$here/sending/target/sending.war");;
    esac
    "$java" -Dvalija.port.offset="$(offset "$name")" -Dvalija.data="$home/data" -Dvalija.hostname=bench.localhost \
        -Dvalija.relay.networks=127.0.0.0/8 -Dvalija.connections=4000 \
        -Dvalija.sandbox="$([ "$name" = valija-out ] && echo false || echo true)" -Dvalija.smtp.port="$sink" \
        -cp "$project/mail-ear/target/classes" org.valija.run.Launch "$wildfly" "$home/scripts" "$home/data" \
        "$project/mail-ear/target/valija.ear" "${war[@]}" > "$home/out" 2>&1 < /dev/null 8>&- 9>&- &
    echo $! > "$home/launcher"
}

# in_ejbs NAME RESOURCE:OPERATION, in the subsystem of mail-ejb
in_ejbs() {
    local out=$BENCH_HOME/$1/cli
    "$wildfly/bin/jboss-cli.sh" --connect --controller="127.0.0.1:$((9990 + $(offset "$1")))" \
        --commands="/deployment=valija.ear/subdeployment=mail-ejb.jar/subsystem=$2" > "$out" 2>&1 8>&- 9>&- \
        || { cat "$out" >&2; exit 1; }
}

product_down() { # NAME...
    local name
    for name in "$@"; do
        if alive "$name"; then
            local launcher
            launcher=$(cat "$BENCH_HOME/$name/launcher")
            kill "$launcher"
            for _ in $(seq 160); do kill -0 "$launcher" 2>/dev/null || break; sleep 0.5; done
        fi
        rm -f "$BENCH_HOME/$name/launcher"
    done
}

# ---- the parts; the first target is the one that ratios refer to ----

# up PEER...: these and no others, so that nobody's background work disturbs
up() {
    for peer in subetha james james-full postfix postfix-hold; do
        case " $* " in *" $peer "*) ;; *) peers down "$peer" 8>&- 9>&-;; esac
    done
    peers up "$@" > /dev/null 8>&- 9>&-
    local spec address
    for spec in $(peers targets "$@"); do # a server that takes longer than peers.sh waits
        address=${spec#*=}
        address=${address%@*}
        for _ in $(seq 120); do (exec 3<> "/dev/tcp/${address%:*}/${address#*:}") 2> /dev/null && break; sleep 0.5; done
    done
}

accept() { # size, connections, warm-up, targets
    local size=$1 connections=$2 warm=$3
    shift 3
    "$bench/accept.sh" -s 20 -l "$size" -c "$connections" -t "$secs" -r "$rounds" -w "$warm" "$@"
}

part_kept() { up subetha james-full postfix; product_up valija
    accept 10k many 45 $(peers targets subetha james-full postfix) "$(target valija)"; }
part_one() { up subetha james-full postfix; product_up valija
    accept 10k one 8 $(peers targets subetha james-full postfix) "$(target valija)"; }
part_large() { up subetha james; product_up valija
    accept 1m many 6 $(peers targets subetha james) "$(target valija)"; }
warm() { # name, seconds: for a server's compiler
    local address
    address=$(target "$1")
    address=${address#*=}
    timeout "$2" smtp-source -s 20 -m 1000000 -l 10240 -d -f bench@bench.localhost -t rcpt@bench.localhost "${address%@*}" || true; }
part_relay() { up postfix-hold; product_up valija-relay; warm valija-relay 90
    in_ejbs valija-relay messaging-activemq/server=default/jms-queue=valija.ready:remove-messages
    accept 10k many 3 $(peers targets postfix-hold) "$(target valija-relay)"; }
part_latency() { up subetha postfix; product_down valija-relay; product_up valija; warm valija 45
    "$bench/latency.py" -n 1500 -r "$rounds" --warm 4000 $(peers targets subetha postfix) "$(target valija)"; }
# out COMMAND...: with the server whose outbound queue is measured; what drives it finds here where it is
out() {
    local name=valija-out
    printf '#!/usr/bin/env bash\nexec "%s" in "%s" "$@"\n' "$here/run.sh" "$name" > "$BENCH_HOME/$name/in"
    chmod +x "$BENCH_HOME/$name/in"
    VALIJA_SMTP=$((2525 + $(offset $name))) VALIJA_HTTP=http://localhost:$((8080 + $(offset $name))) VALIJA_IN=$BENCH_HOME/$name/in \
        VALIJA_PID_FILE=$BENCH_HOME/$name/data/server.pid VALIJA_SINK=$sink PYTHONPATH=$bench "$@"; }
only_out() { peers down; product_down valija valija-relay valija-out; product_up valija-out "$@"; }
part_outbound() { only_out
    out "$bench/outbound.sh" -p "$sink" -r "$rounds" "$bench/peers/outbound-postfix.sh" valija="$here/outbound-valija.sh"; }
part_send() { only_out; out "$here/queue.py" send -r "$rounds" -t "$secs"; }
part_beside() { only_out; out "$here/queue.py" beside -r "$rounds"; }
part_waiting() { only_out; out "$here/queue.py" waiting -r "$rounds"; }
part_waiting-postgresql() { # a database server of its own, of Debian's newest version
    local bin data=$BENCH_HOME/postgresql port=$((5432 + $(offset valija-out)))
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
    [ -f "$BENCH_HOME/postgresql.jar" ] || (cd "$project" && mvn -B -ntp -q -N dependency:copy \
        -Dartifact=org.postgresql:postgresql:42.7.4 -DoutputDirectory="$BENCH_HOME" -Dmdep.stripVersion=true)
    product_down valija-out
    rm -rf "$data"
    install -d -o postgres "$data"
    su postgres -c "$bin/initdb -A trust -D $data/cluster" > /dev/null
    su postgres -c "$bin/pg_ctl -w -D $data/cluster -l $data/log -o '-p $port -k $data' start" > /dev/null 8>&- 9>&-
    only_out "/deployment=postgresql.jar:add(content=[{path=$BENCH_HOME/postgresql.jar,archive=true}],enabled=true)
/subsystem=datasources/data-source=ExampleDS:write-attribute(name=driver-name,value=postgresql.jar)
/subsystem=datasources/data-source=ExampleDS:write-attribute(name=user-name,value=postgres)
/subsystem=datasources/data-source=ExampleDS:write-attribute(name=connection-url,value=\"jdbc:postgresql://127.0.0.1:$port/postgres\")"
    out "$here/queue.py" waiting -r "$rounds" || true
    product_down valija-out
    su postgres -c "$bin/pg_ctl -w -m fast -D $data/cluster stop" > /dev/null; }
part_idle() { # memory that earlier load has left behind would hide growth: all are started anew
    product_down valija valija-relay valija-out
    peers down; up subetha james; product_up valija
    "$bench/idle.sh" $(peers targets subetha james) "$(target valija)"; }

run() {
    local part=$1
    echo "== $part ($(date +%H:%M:%S))" >&2
    if "part_$part" > "$results/$part.tmp"; then
        mv "$results/$part.tmp" "$results/$part.txt"
        cat "$results/$part.txt"
    else
        echo "$part failed: see $results/$part.tmp" >&2
    fi
}

table() { python3 "$here/table.py" "$results"; }

case ${1:-} in
    table) table; exit;;
    in) # for what drives the outbound queue: in NAME stop|launch|RESOURCE:OPERATION
        case $3 in
            stop) product_down "$2";;
            launch) product_launch "$2";;
            *) in_ejbs "$2" "$3";;
        esac
        exit;;
    down) product_down valija valija-relay valija-out; peers down; exit;;
    -*) sed -n '2,18p' "$0"; exit 2;;
esac
trap 'product_down valija valija-relay valija-out; peers down subetha james james-full postfix postfix-hold' EXIT
fetch
if [ $# -eq 0 ]; then
    set --
    for part in $all; do [ -s "$results/$part.txt" ] || set -- "$@" "$part"; done
fi
for part in "$@"; do
    case " $all " in *" $part "*) run "$part";; *) echo "No part is named $part: $all" >&2; exit 2;; esac
done
table
