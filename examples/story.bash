# What the stories of the examples have in common. Each story.sh reads it, and names the files and folders of its example that it works on a copy of.
# "place" says where that copy is to be, where it matters.
set -euo pipefail
: "${POSTGRES_HOST:?}" "${POSTGRES_PORT:?}" "${POSTGRES_USER:?}" "${POSTGRES_DB:?must name an empty database}"
unset RETORT_URL DATABASE_URL SQLALCHEMY_DATABASE_URL RETORT_ENVIRONMENT
# For psql.
export PGHOST=$POSTGRES_HOST PGPORT=$POSTGRES_PORT PGUSER=$POSTGRES_USER PGPASSWORD=${POSTGRES_PASSWORD-} PGDATABASE=$POSTGRES_DB

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

# It is changed and taken back without a question, so it must not be anybody's.
[ "$(query "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" = 0 ] || fail "the database $POSTGRES_DB is not empty"

folder=$(mktemp -d "${place:-${TMPDIR:-/tmp}}/story-XXXXXX")
trap 'rm -rf "$folder"' EXIT
(cd "$(dirname "$0")" && cp -r "$@" "$folder")
cd "$folder"
