# What the benchmarks have in common; they read it in from the folder of the repository.
# A figure is the time of one command. Tools take turns, and the rest of a round is not measured.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8

# On Linux in memory, so that no disk blurs the figures: ext4 alone makes new files slow for a while after many were removed.
[ -w "${TMPDIR:-/dev/shm}" ] && export TMPDIR="${TMPDIR:-/dev/shm}"
work=$(mktemp -d)
chmod 755 "$work"
trap '[ -z "${application:-}" ] || kill "$application" 2>/dev/null || true; [ -z "${server_in:-}" ] || exec {server_in}>&-; wait "${server_pid:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

tools=()
missing=()

# A peer that cannot be had is left out, and named.
install_alembic() {
    if ! command -v alembic >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get install -y -qq --no-install-recommends alembic python3-psycopg2 >"$work/apt.log" 2>&1 || true
    fi
    if command -v alembic >/dev/null && /usr/bin/python3 -c 'import psycopg2' 2>/dev/null; then
        tools+=(alembic)
    else
        missing+=("Alembic (apt-get install alembic python3-psycopg2)")
    fi
}

publish() {
    dotnet publish "$1" -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o "$2" -v quiet
}

start_server() {
    tests/postgres.sh install 15
    PATH="$(tests/postgres.sh bin 15):$PATH"
    coproc server { exec tests/postgres.sh run 15; }
    server_pid=$server_PID server_in=${server[1]}
    read -r _ PGHOST <&"${server[0]}"
    export PGHOST PGUSER=postgres
}

sql() { psql -qAtX -d "${2:-postgres}" -c "$1"; }

# timed NAME COMMAND...: adds the milliseconds it took to the figures NAME
timed() {
    local name=$1 start end
    shift
    start=$EPOCHREALTIME
    "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }
    end=$EPOCHREALTIME
    echo "$((${end/./} - ${start/./}))" >>"$work/$name.figures"
}

# alternate CASE ROUNDS TOOL...: every tool once per round, each round starting with the next one
alternate() {
    local case=$1 rounds=$2 round i tool all
    shift 2
    all=("$@")
    for ((round = 0; round <= rounds; round++)); do
        for ((i = 0; i < $#; i++)); do
            tool=${all[(i + round) % $#]}
            "round_of_$case" "$tool"
        done
        [ $round -gt 0 ] || rm "$work/$case"-*.figures
    done
}

quantile() { sort -n "$work/$1.figures" | awk -v q="$2" '{ v[NR] = $1 } END { i = int(q * (NR - 1)) + 1; print (q == 0.5 && NR % 2 == 0) ? (v[NR / 2] + v[NR / 2 + 1]) / 2 : v[i] }'; }

# row LABEL CASE TOOL BASE: a line of a table, the ratio to the medians of BASE
row() {
    awk -v label="$1" -v min="$(quantile "$2-$3" 0)" -v median="$(quantile "$2-$3" 0.5)" -v base="$(quantile "$2-$4" 0.5)" \
        'BEGIN { printf "| %s | %.0f ms | %.0f ms | %.2f |\n", label, min / 1000, median / 1000, median / base }'
}

describe_machine() {
    echo "Measured on $(date -u +%F): $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB, $(. /etc/os-release && echo "$PRETTY_NAME")."
}

# describe_versions PEER...: the versions of what took part, PEERs with their own beside Retort, PostgreSQL and Alembic
describe_versions() {
    local peer
    printf 'Retort %s, .NET %s, %s' "$("$work/retort/retort" --version | sed 's/+.*//')" "$(dotnet --list-runtimes | awk '/NETCore.App 10/ { v = $2 } END { print v }')" \
        "$(postgres --version | sed 's/ (Debian.*//; s/postgres (PostgreSQL)/PostgreSQL/')"
    [[ " ${tools[*]} " != *" alembic "* ]] || alembic --version | sed 's/^alembic/, Alembic/' | tr -d '\n'
    for peer in "$@"; do
        [ -z "$peer" ] || printf ', %s' "$peer"
    done
    echo "."
    [ ${#missing[@]} -eq 0 ] || echo "Not measured, because it could not be installed: ${missing[*]}."
}

# publish_report MARK: prints what the function report says, and puts it between the marks in docs/performance.md
publish_report() {
    report | tee "$work/report"
    if grep -q "<!-- $1 -->" docs/performance.md; then
        sed -i -e "/<!-- $1 -->/,/<!-- end of $1 -->/ { /<!-- $1 -->/ { p; r $work/report
            }; /<!-- end of $1 -->/p; d }" docs/performance.md
    fi
}
