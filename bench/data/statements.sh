#!/usr/bin/env bash
# Writes COUNT statements of everyday kinds, some of them risky, about COUNT / 10 tables that a first revision makes.
#   bench/data/statements.sh FOLDER COUNT
# FOLDER/one    a Retort project with all of them in one revision, behind the first one
# FOLDER/many   the same with a revision for each
set -euo pipefail
folder=${1:?the folder to write}
count=${2:?the number of statements}
tables=$(((count + 9) / 10))

mkdir -p "$folder"/{one,many}/versions
echo '{ "versions": ["versions"] }' | tee "$folder/one/retort.json" >"$folder/many/retort.json"

# statement NUMBER: ten kinds, and two tables and an index that are dropped for every hundred
statement() {
    local t n=$1
    printf -v t 'orders_%04d' $((n / 10))
    case $((n % 10)) in
        0) echo "ALTER TABLE $t ADD COLUMN note text" ;;
        1) echo "CREATE INDEX ${t}_placed ON $t (placed_at)" ;;
        2) echo "ALTER TABLE $t ADD COLUMN priority integer DEFAULT 0 NOT NULL" ;;
        3) echo "ALTER TABLE $t ADD CONSTRAINT ${t}_amount CHECK (amount >= 0)" ;;
        4) echo "CREATE TABLE ${t}_lines (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, item text NOT NULL, quantity integer DEFAULT 1 NOT NULL, CONSTRAINT ${t}_lines_quantity CHECK (quantity > 0))" ;;
        5) echo "ALTER TABLE ${t}_lines ADD CONSTRAINT ${t}_lines_order FOREIGN KEY (order_id) REFERENCES $t (id)" ;;
        6) echo "ALTER TABLE $t ALTER COLUMN customer SET NOT NULL" ;;
        7) echo "CREATE UNIQUE INDEX ${t}_reference ON $t (lower(reference)) WHERE closed_at IS NULL" ;;
        8) case $((n / 10 % 5)) in
            0) echo "ALTER TABLE $t ALTER COLUMN quantity TYPE bigint" ;;
            1) echo "ALTER TABLE $t RENAME COLUMN state TO status" ;;
            2) echo "ALTER TABLE $t DROP COLUMN state" ;;
            3) echo "ALTER TABLE $t ADD CONSTRAINT ${t}_customer UNIQUE (customer, reference)" ;;
            4) echo "DROP TABLE ${t}_lines" ;;
        esac ;;
        9) case $((n / 10 % 4)) in
            0) echo "UPDATE $t SET note = 'none' WHERE note IS NULL" ;;
            1) echo "CREATE VIEW ${t}_open AS SELECT id, customer, amount FROM $t WHERE closed_at IS NULL" ;;
            2) echo "COMMENT ON TABLE $t IS 'What customers ordered'" ;;
            3) echo "ALTER TABLE $t ALTER COLUMN amount SET DEFAULT 0, ALTER COLUMN placed_at SET NOT NULL" ;;
        esac ;;
    esac
}

{
    printf -- '-- revision: first\n-- created: 2026-01-01\n-- message: the tables\n\n-- upgrade\n'
    for ((i = 0; i < tables; i++)); do
        printf 'CREATE TABLE orders_%04d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text, reference text, state text, quantity integer, amount numeric(12, 2), placed_at timestamptz, closed_at timestamptz);\n' "$i"
    done
} | tee "$folder/one/versions/first.sql" >"$folder/many/versions/first.sql"

exec 3>"$folder/one/versions/second.sql"
printf -- '-- revision: second\n-- revises: first\n-- created: 2026-01-01\n-- message: all at once\n\n-- upgrade\n' >&3
previous=first
for ((i = 0; i < count; i++)); do
    printf -v id 'r%05d' "$i"
    sql=$(statement "$i")
    echo "$sql;" >&3
    printf -- '-- revision: %s\n-- revises: %s\n-- created: 2026-01-01\n-- message: statement %s\n\n-- upgrade\n%s;\n' "$id" "$previous" "$i" "$sql" >"$folder/many/versions/${id}_statement.sql"
    previous=$id
done
