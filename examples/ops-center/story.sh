#!/usr/bin/env bash
# The story of README.md on a PostgreSQL server: POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_DB, which names an empty database.
# retort, psql and pg_dump stand on PATH. It works on a copy of this folder, and drops the other databases that it makes.
set -euo pipefail

: "${POSTGRES_HOST:?}" "${POSTGRES_PORT:?}" "${POSTGRES_USER:?}" "${POSTGRES_DB:?}"
export POSTGRES_HOST POSTGRES_PORT POSTGRES_USER POSTGRES_DB NO_COLOR=1
export PGHOST=$POSTGRES_HOST PGPORT=$POSTGRES_PORT PGUSER=$POSTGRES_USER PGPASSWORD=${POSTGRES_PASSWORD:-} PGDATABASE=$POSTGRES_DB
export PSQLRC=/dev/null PGOPTIONS='-c client_min_messages=warning'
unset RETORT_URL DATABASE_URL SQLALCHEMY_DATABASE_URL RETORT_ENVIRONMENT

copy=${POSTGRES_DB}_copy
folder=$(mktemp -d)
clean() {
    local name
    cd /
    rm -rf "$folder"
    for name in $(ask "SELECT datname FROM pg_database WHERE datname = '$copy' OR starts_with(datname, '${POSTGRES_DB}_before_restore_')" postgres); do
        dropdb "$name"
    done
}

chapter() { printf '\n== %s\n' "$1"; }

# Shows a command and what it prints, and ends the story if it fails.
run() { exits 0 "$1"; }

# The same for a command that has to end with an exit code.
exits() {
    local code=0
    printf '\n$ %s\n' "$2"
    (eval "$2") 2>&1 || code=$?
    [ "$code" = "$1" ] || fail "exit code $code instead of $1"
}

ask() { psql -XAtq -v ON_ERROR_STOP=1 -d "${2:-$POSTGRES_DB}" -c "$1"; }

# Ends the story unless a query answers what it should.
holds() {
    local answer
    answer=$(ask "$1" "${3:-}") || fail "$1"
    [ "$answer" = "$2" ] || fail "$1: '$answer' instead of '$2'"
}

fail() {
    printf 'The story failed in line %s: %s\n' "${BASH_LINENO[-2]}" "$1" >&2
    exit 1
}

tables="SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'retort_%'"
revision='SELECT version_num FROM retort_version'

trap clean EXIT
cp -r "$(dirname "$0")/." "$folder"
cd "$folder"

chapter 'A new database'
run 'retort status'
run 'retort upgrade'
holds "$revision" c38d2b9f4e60
holds "$tables" 11
run 'psql -q -f rows.sql'
holds 'SELECT count(*) FROM cloudflare_dns_records' 300

chapter 'A change of the model'
run 'sed -i "/^    progress /a \    attempts            smallint    NOT NULL DEFAULT 0," model/domains.sql'
run 'sed -i "/^    contacts /d" model/domains.sql'
run 'retort revision --autogenerate -m "Count attempts, forget contacts" --rev-id d47e10a3b982'
run 'retort upgrade --dry-run'
exits 5 'retort upgrade'
holds "$revision" c38d2b9f4e60
holds "SELECT count(*) FROM pg_attribute WHERE attrelid = 'namecheap_domains'::regclass AND attname = 'contacts'" 1
run 'retort upgrade --yes'
holds "$revision" d47e10a3b982
holds 'SELECT sum(attempts) FROM migration_jobs' 0

chapter 'A data migration'
run 'retort revision --sql -m "Forget invitations that expired" --rev-id e59c3f8d0b16'
run 'cat versions/e59c3f8d0b16_*.sql'
cat > versions/e59c3f8d0b16_*.sql <<'SQL'
-- revision: e59c3f8d0b16
-- revises: d47e10a3b982
-- message: Forget invitations that expired

-- upgrade
DELETE FROM organization_invitations WHERE accepted_at IS NULL AND expires_at < now();

-- downgrade
SQL
holds 'SELECT count(*) FROM organization_invitations' 15
run 'retort upgrade'
holds 'SELECT count(*) FROM organization_invitations' 9

chapter 'Back by one, back by three'
run 'retort downgrade -1 --yes'
holds "$revision" d47e10a3b982
exits 5 'retort downgrade -3'
holds "$revision" d47e10a3b982
run 'retort downgrade -3 --yes'
holds "$revision" a10c5e7d2f31
holds "$tables" 5

chapter 'The backup from before'
exits 2 'retort restore'
before=$(basename "$(grep -l 'before downgrade of d47e10a3b982' backups/*.metadata.json)" .metadata.json)
exits 5 "retort restore $before"
holds "$tables" 5
run "retort restore $before --yes"
holds "$revision" d47e10a3b982
holds "$tables" 11
holds 'SELECT count(*) FROM cloudflare_dns_records' 300
grep -q '"reason": "before restore of' backups/*.metadata.json || fail 'no safety copy'
run 'retort upgrade --yes'
holds "$revision" e59c3f8d0b16

chapter 'How long backups stay'
run 'ls backups/*.metadata.json | tail -n 1 | xargs head -n 26'

# The first backup becomes eight days older, as its metadata tell it, and their own checksum with it.
oldest=$(ls backups/*.metadata.json | head -n 1)
sed -i -E "s/(\"createdAt\": \")[^T]*/\1$(date -u -d '8 days ago' +%F)/; s/(\"checksum\": \")[^\"]*/\1/" "$oldest"
sed -i "s/\"checksum\": \"/&$(sha256sum "$oldest" | cut -d ' ' -f 1)/" "$oldest"
run 'retort backup prune --dry-run'
[ -e "$oldest" ] || fail 'a dry run removed a backup'
run 'retort backup create --reason "before the weekend"'
[ ! -e "$oldest" ] || fail 'an old backup stayed'
run 'retort backup list'

chapter 'Two branches, and their merge'
run 'retort revision --sql -m "Keep the DNSSEC keys of zones" --rev-id f61d94c7a205 --branch-label dnssec'
run 'retort revision --sql -m "Note who started a job" --rev-id 073b5e9ad1c8 --head e59c3f8d0b16 --splice'
cat > versions/f61d94c7a205_*.sql <<'SQL'
-- revision: f61d94c7a205
-- revises: e59c3f8d0b16
-- labels: dnssec
-- message: Keep the DNSSEC keys of zones

-- upgrade
ALTER TABLE cloudflare_zones ADD COLUMN dnssec jsonb;

-- downgrade
ALTER TABLE cloudflare_zones DROP COLUMN dnssec;
SQL
cat > versions/073b5e9ad1c8_*.sql <<'SQL'
-- revision: 073b5e9ad1c8
-- revises: e59c3f8d0b16
-- message: Note who started a job

-- upgrade
ALTER TABLE migration_jobs ADD COLUMN started_by varchar(64);

-- downgrade
ALTER TABLE migration_jobs DROP COLUMN started_by;
SQL
exits 2 'retort upgrade'
holds "$revision" e59c3f8d0b16
run 'retort merge -m "Merge DNSSEC" --rev-id 18a6f2d4c73e'
run 'retort upgrade'
holds "$revision" 18a6f2d4c73e
run 'retort history --graph'

chapter 'SQL only'
run 'retort upgrade --sql > ops-center.sql'
run "createdb $copy"
run "psql -q -d $copy -f ops-center.sql"
run "POSTGRES_DB=$copy retort current"
holds "$revision" 18a6f2d4c73e "$copy"
holds "$tables" 11 "$copy"

chapter 'Out of sync'
run "psql -q -c \"UPDATE retort_version SET version_num = '5ca1ab1e0000'\""
exits 2 'retort upgrade'
run 'retort status'
run 'retort stamp --purge head'
holds "$revision" 18a6f2d4c73e
run 'psql -q -c "CREATE INDEX by_hand ON audit_logs (actor)"'
exits 3 'retort drift --sql | tee undo.sql'
run 'psql -q -f undo.sql'
run 'retort check --fail-on-pending --fail-on-drift'

chapter 'A database that was there before'
export POSTGRES_DB=$copy
run "psql -q -d $copy -c 'DROP TABLE retort_version, retort_history'"
run 'retort init existing --quiet'
run 'retort -C existing revision --autogenerate -m "Baseline" --rev-id 29c7e0b5f814'
run 'retort -C existing stamp head'
run 'retort -C existing upgrade'
holds "$revision" 29c7e0b5f814 "$copy"
export POSTGRES_DB=$PGDATABASE

chapter 'Everything that was done'
run 'retort status --verbose'
