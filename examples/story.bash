# What the stories of the examples have in common. Each story.sh reads it, and names the files and folders of its example that it works on a copy of.
# "place" says where that copy is to be, where it matters.
set -euo pipefail
: "${POSTGRES_HOST:?}" "${POSTGRES_PORT:?}" "${POSTGRES_USER:?}" "${POSTGRES_DB:?must name an empty database}"
unset RETORT_URL DATABASE_URL SQLALCHEMY_DATABASE_URL RETORT_ENVIRONMENT
# For psql.
export PGHOST=$POSTGRES_HOST PGPORT=$POSTGRES_PORT PGUSER=$POSTGRES_USER PGPASSWORD=${POSTGRES_PASSWORD-} PGDATABASE=$POSTGRES_DB

pid=

title() { printf '\n# %s\n' "$1"; }

# Shows a command and what it prints, and fails when it does not exit with the code that it should.
exits() {
    local code=0
    printf '\n$ %s\n' "$2"
    output=$(eval "$2" 2>&1) || code=$?
    [ -z "$output" ] || printf '%s\n' "$output"
    [ "$code" = "$1" ] || fail "it exits with $code, not with $1"
}

run() { exits 0 "$1"; }

# Whether the last command printed just this, or this among other things, or that often.
prints() { [ "$output" = "$1" ] || fail "it does not print: $1"; }

shows() { [[ $output == *"$1"* ]] || fail "it does not show: $1"; }

shows_times() { [ "$(grep -cF -- "$2" <<<"$output")" = "$1" ] || fail "it does not show $1 times: $2"; }

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

query() { psql -XAtqc "$1"; }

# Starts a server beside the story: process $pid, at the address $app.
starts() {
    printf '\n$ %s\n' "$1 &"
    (eval "exec $1") >server.log 2>&1 &
    pid=$!
    until app=$(sed -nE 's/.*(Now listening on: |serving )(http[^, ]*).*/\2/p' server.log) && [ -n "$app" ]; do
        kill -0 "$pid" 2>/dev/null || fail "$(cat server.log)"
        sleep 0.1
    done
    output=$(cat server.log)
    printf '%s\n' "$output"
}

# Its health checks answer from memory for a second: waits until they tell this.
becomes() {
    until curl -s "$app/health" | grep -qF "\"status\":\"$1\",\"components\""; do
        kill -0 "$pid" 2>/dev/null || fail "$(cat server.log)"
        sleep 0.1
    done
}

end() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    cd /
    rm -rf "$folder"
}

# It is changed and taken back without a question, so it must not be anybody's.
[ "$(query "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" = 0 ] || fail "the database $POSTGRES_DB is not empty"

folder=$(mktemp -d "${place:-${TMPDIR:-/tmp}}/story-XXXXXX")
trap end EXIT
(cd "$(dirname "$0")" && cp -r "$@" "$folder")
cd "$folder"
