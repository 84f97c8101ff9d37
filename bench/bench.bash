# What the cases of the benchmark have in common; run.sh and compare.sh read it in from the folder of the repository.
# A figure is the time of one command, from its start to its end, and the peak memory of its largest process. Tools take turns.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8 NO_COLOR=1

# On Linux in memory, so that no disk blurs the figures: ext4 alone makes new files slow for a while after many were removed.
[ -w "${TMPDIR:-/dev/shm}" ] && export TMPDIR="${TMPDIR:-/dev/shm}"
work=$(mktemp -d)
# The server runs as somebody else, and reads some of it.
chmod 755 "$work"
mkdir "$work/reports" "$work/peers"
trap '[ -z "${server_in:-}" ] || exec {server_in}>&-; wait "${server_pid:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

# The builds of Retort that are measured: "now", and in a comparison "base" too.
builds=(now)
# The peers that a case asked for.
asked=()

# build NAME FOLDER: the programs under test, made from a checkout
build() {
    publish "$2/src/Retort.Cli" "$work/$1"
    publish "$2/bench/graph" "$work/$1-graph"
}

publish() { dotnet publish "$1" -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$2" "${@:3}" -v quiet >&2; }

# need PROGRAM PACKAGE: what no case can do without, from the distribution
need() {
    command -v "$1" >/dev/null || install_packages "$2" || { echo "The benchmark needs $1: apt-get install $2" >&2; exit 1; }
}

install_packages() { [ "$(id -u)" = 0 ] && { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >>"$work/apt.log" 2>&1; }

from_npm() { npm install --silent --no-fund --no-audit --prefix "$work/peers" "$1" >>"$work/npm.log" 2>&1; }

# peer NAME: gets another tool, once. One that cannot be had is left out of every race, and named in the report.
peer() {
    local version=
    asked+=("$1")
    [ ! -e "$work/peers/$1.version" ] || return 0
    case $1 in
        alembic) { command -v alembic && /usr/bin/python3 -c 'import psycopg2' || install_packages alembic python3-psycopg2; } >/dev/null 2>&1 && version=$(alembic --version) ;;
        dbmate) from_npm dbmate@2.36.0 && version=$("$work/peers/node_modules/.bin/dbmate" --version) ;;
        sqitch) { command -v sqitch || install_packages sqitch libdbd-pg-perl; } >/dev/null && version=$(sqitch --version | sed 's/.*) v*/sqitch /') ;;
        liquibase) from_npm liquibase@4.28.1 && { command -v java || install_packages default-jre-headless; } >/dev/null && version="Liquibase 4.28.1" ;;
        dotnet-ef) dotnet tool install dotnet-ef --version 10.0.14 --tool-path "$work/peers/ef" >>"$work/dotnet.log" 2>&1 && version="dotnet-ef 10.0.14" ;;
        migra) from_npm @pgkit/migra@0.6.1 && version="@pgkit/migra 0.6.1" ;;
        squawk) from_npm squawk-cli@2.66.0 && version="squawk 2.66.0" ;;
        *) echo "No peer $1 is known." >&2; exit 2 ;;
    esac
    echo "${version/ version/}" >"$work/peers/$1.version"
}

# is_missing TOOL: whether it is one that was asked for and could not be had
is_missing() { [ -e "$work/peers/${1%%+*}.version" ] && [ ! -s "$work/peers/${1%%+*}.version" ]; }

# program NAME: the path of a peer that came from a registry
program() {
    case $1 in
        dbmate) find "$work/peers/node_modules/@dbmate" -name dbmate -type f | head -n 1 ;;
        squawk) find "$work/peers/node_modules" -path '*squawk*' -name 'squawk*' -type f -perm -u+x ! -name '*.js' | head -n 1 ;;
        dotnet-ef) echo "$work/peers/ef/dotnet-ef" ;;
        *) echo "$work/peers/node_modules/.bin/$1" ;;
    esac
}

start_server() {
    tests/postgres.sh install 15
    PATH="$(tests/postgres.sh bin 15):$PATH"
    coproc server { exec tests/postgres.sh run 15; }
    server_pid=$server_PID server_in=${server[1]}
    read -r _ PGHOST <&"${server[0]}"
    export PGHOST PGUSER=postgres
}

sql() { psql -qAtX -v ON_ERROR_STOP=1 -d "${2:-postgres}" -c "$1"; }

# fresh_database [NAME]: an empty one
fresh_database() {
    sql "DROP DATABASE IF EXISTS ${1:-bench}" 2>/dev/null
    sql "CREATE DATABASE ${1:-bench}"
}

url() { echo "postgresql://postgres@/${1:-bench}?host=$PGHOST"; }

# What a case says of its tools; each redefines what it needs.
command_of() { echo "A case says with command_of what $1 is." >&2; exit 2; }
label_of() { echo "$1"; }
before() { :; }
after() { :; }

# race ROUNDS TOOL...: each tool once per round, each round starting with the next one; round 0 warms the caches and does not count, but where it is the only one.
# Before and after it, "before TOOL" and "after TOOL" are run and not timed: what is needed, and whether the tool did its work.
# A tool "PEER" or "PEER+VARIANT" whose peer cannot be had is left out. A comparison runs the tools "retort..." of both builds, and nobody else.
race() {
    local rounds=$1 round i tool build
    shift
    entries=()
    for tool in "$@"; do
        if [[ $tool = retort* ]]; then
            for build in "${builds[@]}"; do entries+=("$tool@$build"); done
        elif [ ${#builds[@]} = 1 ] && ! is_missing "$tool"; then
            entries+=("$tool@now")
        fi
    done
    rm -f "$work"/*.figures
    for ((round = 0; round <= rounds; round++)); do
        for ((i = 0; i < ${#entries[@]}; i++)); do
            run_once "${entries[(i + round) % ${#entries[@]}]}"
        done
        [ $round -gt 0 ] || [ "$rounds" = 0 ] || rm -f "$work"/*.figures
    done
}

# run_once TOOL@BUILD: adds microseconds and kilobytes to its figures
run_once() {
    local tool=${1%@*} start end
    retort=$work/${1#*@}/retort
    before "$tool"
    command_of "$tool"
    start=$EPOCHREALTIME
    /usr/bin/time -q -f %M -o "$work/peak" "${command[@]}" >"$work/out" 2>"$work/err" </dev/null || { cat "$work/out" "$work/err" >&2; exit 1; }
    end=$EPOCHREALTIME
    echo "$((${end/./} - ${start/./})) $(tail -n 1 "$work/peak")" >>"$work/$1.figures"
    after "$tool"
}

# quantile TOOL@BUILD COLUMN Q: of its figures, 1 the times and 2 the memory
quantile() {
    awk -v column="$2" '{ print $column }' "$work/$1.figures" | sort -n |
        awk -v q="$3" '{ v[NR] = $1 } END { i = int(q * (NR - 1)) + 1; print (q == 0.5 && NR % 2 == 0) ? (v[NR / 2] + v[NR / 2 + 1]) / 2 : v[i] }'
}

# table HEADING BASE: the figures of the last race, with the ratio to the medians of the tool BASE, in a comparison of each tool to itself before
table() {
    local entry base rounds
    [ ${#entries[@]} -gt 0 ] || return 0
    rounds=$(wc -l <"$work/${entries[0]}.figures")
    printf '\n%s, %s:\n\n| | median | min | to %s | peak memory |\n| --- | ---: | ---: | ---: | ---: |\n' "$1" "$([ "$rounds" = 1 ] && echo "once" || echo "$rounds rounds")" \
        "$([ ${#builds[@]} = 1 ] && echo "${2%%+*}" || echo "base")"
    for entry in "${entries[@]}"; do
        base=$2@now
        [ ${#builds[@]} = 1 ] || base=${entry%@*}@base
        awk -v label="$(label_of "${entry%@*}")$([ ${#builds[@]} = 1 ] || echo ", ${entry#*@}")" -v min="$(quantile "$entry" 1 0)" -v median="$(quantile "$entry" 1 0.5)" -v peak="$(quantile "$entry" 2 0.5)" \
            -v base="$([ ! -e "$work/$base.figures" ] || quantile "$base" 1 0.5)" \
            'function time(t) { return t < 1e7 ? sprintf("%.0f ms", t / 1000) : sprintf("%.1f s", t / 1e6) }
            BEGIN { printf "| %s | %s | %s | %s | %.0f MB |\n", label, time(median), time(min), base == "" ? "" : sprintf("%.2f", median / base), peak / 1024 }'
    done
}

describe_machine() {
    echo "Measured on $(date -u +%F): $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB, $(. /etc/os-release && echo "$PRETTY_NAME")."
}

describe_versions() {
    printf 'Retort %s, .NET %s, %s.\n' "$("$work/now/retort" --version | sed 's/+.*//')" "$(dotnet --list-runtimes | awk '/NETCore.App 10/ { v = $2 } END { print v }')" \
        "$(postgres --version | sed 's/ (Debian.*//; s/postgres (PostgreSQL)/PostgreSQL/')"
}

# describe_peers NAME...: their versions, or that they could not be had
describe_peers() {
    local name
    for name in "$@"; do
        if is_missing "$name"; then echo "no $name, which could not be installed"; else cat "$work/peers/$name.version"; fi
    done | paste -sd, | sed 's/,/, /g; s/^/\nWith /; s/$/./'
}

# run_cases NAME...: each case in a shell of its own, its report printed and kept in $work/reports
run_cases() {
    local name
    for name in "$@"; do
        echo "== $name" >&2
        (
            . "bench/cases/$name.sh"
            [ ${#asked[@]} = 0 ] || [ ${#builds[@]} = 2 ] || describe_peers "${asked[@]}"
        ) | tee "$work/reports/$name"
    done
}

# cases [NAME...]: those named, or all
cases() {
    local name
    [ $# -gt 0 ] || set -- $(basename -s .sh bench/cases/*.sh)
    for name in "$@"; do
        [ -e "bench/cases/$name.sh" ] || { echo "There is no case $name: $(basename -s .sh bench/cases/*.sh | xargs)" >&2; exit 2; }
        echo "$name"
    done
}
