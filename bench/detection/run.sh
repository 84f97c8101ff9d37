#!/usr/bin/env bash
# Finds out which differences between two schemas Retort and its peers see, on a throw-away PostgreSQL 15, and writes the table into
# docs/comparison.md. A case is a file of cases/: the SQL of one database, a line "-- becomes", the SQL of the other.
#   bench/detection/run.sh [CASE]      all cases, or those whose file name contains CASE, which are printed and not written
# Needs the .NET SDK and PostgreSQL 15 with psql; migra and drizzle-kit come through npm, Alembic from Debian, EF Core from NuGet. A peer
# that cannot be had is left out, and named.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8 NO_COLOR=1
filter=${1:-}
here=$PWD/bench/detection
packages="@pgkit/migra@0.6.1 drizzle-kit@0.31.11 drizzle-orm@0.45.4 pg@8.23.1"
work=$(mktemp -d)
chmod 755 "$work"
trap 'exec {server_in}>&- || true; wait "${server_pid:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

tools=(retort)
missing=()
declare -A version_of

install_peers() {
    dotnet publish src/Retort.Cli -c Release --use-current-runtime --self-contained false -o "$work/retort" -v quiet
    version_of[retort]=$("$work/retort/retort" --version | head -n 1)
    if dotnet publish bench/detection/efcore -c Release -o "$work/efcore" -v quiet >"$work/efcore.log" 2>&1; then
        tools+=(efcore)
        version_of[efcore]=$("$work/efcore/efcore-diff" --version)
    else
        missing+=("EF Core (its scaffolding cannot be restored)")
    fi
    if ! /usr/bin/python3 -c 'import alembic, psycopg2' 2>/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get install -y -qq --no-install-recommends alembic python3-psycopg2 >"$work/apt.log" 2>&1 || true
    fi
    if version_of[alembic]=$(/usr/bin/python3 "$here/alembic_diff.py" --version 2>/dev/null); then
        tools+=(alembic)
    else
        missing+=("Alembic (apt-get install alembic python3-psycopg2)")
    fi
    # shellcheck disable=SC2086 # several packages
    if npm install --silent --no-fund --no-audit --prefix "$work" $packages >"$work/npm.log" 2>&1; then
        cp "$here/drizzle_diff.mts" "$work"
        tools+=(migra drizzle)
        version_of[migra]=$(package_version @pgkit/migra)
        version_of[drizzle]=$(package_version drizzle-kit)
    else
        missing+=("migra and drizzle-kit (npm install $packages)")
    fi
}

package_version() { sed -n 's/^[[:space:]]*"version": "\(.*\)",$/\1/p' "$work/node_modules/$1/package.json" | head -n 1; }

start_server() {
    tests/postgres.sh install 15
    PATH="$(tests/postgres.sh bin 15):$PATH"
    coproc server { RETORT_TEST_PG_PORT=$((20000 + $$ % 20000)) exec tests/postgres.sh run 15; }
    server_pid=$server_PID server_in=${server[1]}
    read -r _ PGHOST <&"${server[0]}"
    export PGHOST PGUSER=postgres PGPORT=$((20000 + $$ % 20000))
}

# fill DATABASE FILE: a new database with the SQL of a file
fill() {
    psql -qX -d postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1" 2>/dev/null
    PGOPTIONS='-c client_min_messages=error' psql -qX -v ON_ERROR_STOP=1 -d "$1" -f "$2" >/dev/null
}

url() { echo "postgresql://postgres@127.0.0.1:$PGPORT/$1"; }

# differences TOOL: what turns the database "before" into "after", as the tool tells it, a line each; fails where the tool does
differences() {
    case $1 in
        retort) "$work/retort/retort" diff "$(url before)" "$(url after)" --json | node -e 'for (const o of JSON.parse(require("fs").readFileSync(0)).operations) console.log(o.description)' ;;
        migra) "$work/node_modules/.bin/migra" "$(url before)" "$(url after)" --unsafe --with-privileges ;;
        alembic) /usr/bin/python3 "$here/alembic_diff.py" "$(url before | sed 's/^postgresql/postgresql+psycopg2/')" "$(url after | sed 's/^postgresql/postgresql+psycopg2/')" ;;
        efcore) "$work/efcore/efcore-diff" "Host=127.0.0.1;Port=$PGPORT;Username=postgres;Database=before;Pooling=false" "Host=127.0.0.1;Port=$PGPORT;Username=postgres;Database=after;Pooling=false" ;;
        drizzle)
            rm -rf "$work/drizzle"
            (cd "$work" && node_modules/.bin/drizzle-kit introspect --dialect postgresql --url "$(url after)" --out drizzle >/dev/null 2>&1 </dev/null) &&
                (cd "$work" && timeout 60 node_modules/.bin/tsx drizzle_diff.mts "$(url before)" "$work/drizzle/schema.ts" "$work/drizzle/found" </dev/null >/dev/null) &&
                cat "$work/drizzle/found"
            ;;
    esac
}

# verdict TOOL EQUAL: what a tool made of a case in which the databases are equal or not. Some tell by their exit code that they found something.
verdict() {
    local found=$work/$1.found
    if ! differences "$1" >"$found" 2>"$work/$1.error" && [ ! -s "$found" ]; then
        echo "fails: $(told "$work/$1.error")"
    elif grep -q '[^[:space:]]' "$found"; then
        if [ "$2" = yes ]; then echo "false: $(told "$found")"; else echo "seen"; fi
    elif [ "$2" = yes ]; then
        echo "equal"
    else
        echo "**missed**"
    fi
}

# The first thing a tool tells, short enough for a table.
told() { sed -n "/[^[:space:]]/ { s|$work/||g; s/[|\`<]/ /g; p; q }" "$1" | cut -c 1-60; }

label_of() {
    case $1 in
        retort) echo "Retort" ;;
        efcore) echo "EF Core ${version_of[efcore]}" ;;
        alembic) echo "Alembic ${version_of[alembic]}" ;;
        migra) echo "migra (@pgkit/migra ${version_of[migra]})" ;;
        drizzle) echo "drizzle-kit ${version_of[drizzle]}" ;;
    esac
}

report() {
    local case title group="" last equal tool line
    echo "PostgreSQL $(psql -qAtX -d postgres -c 'SHOW server_version' | cut -d ' ' -f 1)."
    for line in "${missing[@]}"; do echo "Not measured: $line."; done
    for case in "$here"/cases/*"$filter"*.sql; do
        sed '/^-- becomes$/,$d' "$case" >"$work/before.sql"
        sed '1,/^-- becomes$/d' "$case" >"$work/after.sql"
        fill before "$work/before.sql"
        fill after "$work/after.sql"
        title=$(sed -n '1s/^-- //p' "$case")
        last=$group
        group=${title%%: *}
        if [ "$group" = "Nothing differs" ]; then equal=yes; else equal=no; fi
        if [ "$group" != "$last" ]; then
            printf '\n| %s |' "$group"
            for tool in "${tools[@]}"; do printf ' %s |' "$(label_of "$tool")"; done
            printf '\n|---|'
            for tool in "${tools[@]}"; do printf -- '---|'; done
            echo
        fi

        printf '| %s |' "${title#*: }"
        for tool in "${tools[@]}"; do printf ' %s |' "$(verdict "$tool" $equal)"; done
        echo
    done
}

install_peers
start_server
report | tee "$work/report"
if [ -z "$filter" ]; then
    sed -i -e '/<!-- cases -->/,/<!-- end of cases -->/ { /<!-- cases -->/ { p; r '"$work/report"'
        }; /<!-- end of cases -->/p; d }' docs/comparison.md
fi
