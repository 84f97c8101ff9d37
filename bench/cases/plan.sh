# retort plan of 1,000 pending statements: each of them is run in a scratch copy of the database, where the server tells what it locks, rewrites and scans. Nobody else does this; the
# base is psql, which only runs them.
statements=${STATEMENTS:-1000}

command_of() {
    case $1 in
        retort-one) command=("$retort" -C "$work/statements/one" --url "$(url)" plan --json) ;;
        retort-many) command=("$retort" -C "$work/statements/many" --url "$(url)" plan --json) ;;
        retort-offline) command=("$retort" -C "$work/statements/one" --url "$(url)" plan --offline --json) ;;
        psql) command=(psql -qX -v ON_ERROR_STOP=1 -d scratch -f "$work/second.sql") ;;
    esac
    # It says with its code that something is to be done.
    command=(bash -c '"$@"; [ $? -le 3 ]' planned "${command[@]}")
}

label_of() {
    case $1 in
        retort-one) echo "**retort plan**, one revision" ;;
        retort-many) echo "**retort plan**, $statements revisions" ;;
        retort-offline) echo "**retort plan --offline**, one revision" ;;
        psql) echo "psql, which only runs them" ;;
    esac
}

before() {
    [ "$1" != psql ] || { sql "DROP DATABASE IF EXISTS scratch" 2>/dev/null; sql "CREATE DATABASE scratch TEMPLATE bench"; }
}

# Each statement must have been observed.
after() {
    case $1 in
        retort-offline) ;;
        retort-*) [ "$(grep -o '"source": *"observed"' "$work/out" | wc -l)" -ge "$statements" ] || { head -c 2000 "$work/out"; echo "$1 has not observed all statements" >&2; exit 1; } ;;
    esac
}

bench/data/statements.sh "$work/statements" "$statements"
fresh_database
"$work/now/retort" -C "$work/statements/one" --url "$(url)" upgrade first >/dev/null 2>&1
sed -n '/^-- upgrade/,$p' "$work/statements/one/versions/second.sql" >"$work/second.sql"
race "${ROUNDS:-5}" psql retort-one retort-many retort-offline
table "A plan of $statements statements" psql
