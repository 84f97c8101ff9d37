# What has changed between a model and what is there: nothing, and one table in a hundred. Alembic compares the database with a model in memory; "retort diff database model"
# asks the same. "retort revision --autogenerate" compares what the revisions make, and proves what it writes both ways.
peer alembic
peer migra

retort_in() { command=("$retort" -C "$tables/retort" --url "$(url tables)" --env "$@"); }

command_of() {
    local alembic=(alembic -c "$tables/alembic/alembic.ini" revision --autogenerate -m changes)
    case $1 in
        retort-diff-csharp) retort_in csharp diff database model ;;
        retort-diff-sql) retort_in sql diff database model ;;
        retort-first | retort-again) retort_in sql revision --autogenerate -m Nothing ;;
        retort-databases) retort_in sql diff "$(url tables)" "$(url tables_again)" ;;
        alembic) command=(env "ALEMBIC_URL=postgresql+psycopg2://postgres@/tables?host=$PGHOST" "${alembic[@]}") ;;
        migra) command=("$(program migra)" "$(url tables)" "$(url tables_again)") ;;
        retort-changed-diff-csharp) retort_in csharp-changed diff database model ;;
        retort-changed-diff-sql) retort_in sql-changed diff database model ;;
        retort-changed-unproved) retort_in sql-changed revision --autogenerate -m Changes --no-proof ;;
        retort-changed-proved) retort_in sql-changed revision --autogenerate -m Changes ;;
        retort-changed-databases) retort_in sql diff "$(url tables)" "$(url tables_changed)" ;;
        alembic+changed) command=(env CHANGED=1 "ALEMBIC_URL=postgresql+psycopg2://postgres@/tables?host=$PGHOST" "${alembic[@]}") ;;
        migra+changed) command=("$(program migra)" "$(url tables)" "$(url tables_changed)") ;;
    esac
    # A difference that was found is told by the exit code.
    [[ $1 != retort-changed-diff-* && $1 != retort-changed-databases && $1 != migra+changed ]] || command=(sh -c '"$@" || [ $? -lt 4 ]' sh "${command[@]}")
}

label_of() {
    case $1 in
        retort*diff-csharp) echo "**retort diff database model**, the model in C#" ;;
        retort*diff-sql) echo "**retort diff database model**, the model in SQL files" ;;
        retort-first) echo "**retort revision --autogenerate**, asked first: $((count / 10)) revisions and the model are made" ;;
        retort-again) echo "**retort revision --autogenerate**, asked again within a day" ;;
        retort-changed-unproved) echo "**retort revision --autogenerate --no-proof**" ;;
        retort-changed-proved) echo "**retort revision --autogenerate**, proved" ;;
        retort*databases) echo "**retort diff** of two databases" ;;
        alembic*) echo "alembic revision --autogenerate" ;;
        migra*) echo "migra of two databases" ;;
    esac
}

before() {
    case $1 in
        retort-first | retort-changed-*proved) rm -f "$tables"/retort/.retort/cache/*.equal ;;
    esac
}

# A tool that saw another difference did other work than the rest. Alembic writes a revision even of nothing.
after() {
    local found
    case $1 in
        retort-first | retort-again) grep -q "no changes" "$work/err" && found=0 ;;
        retort-changed-*proved) found=$(grep -c 'add column "note"' "$work/err") && rm "$tables"/retort/versions/*_changes.cs ;;
        retort*) found=$(grep -c . "$work/out") || true ;;
        alembic*) found=$(grep -c "op.add_column.*'note'" "$tables"/alembic/versions/*_changes.py) || true
            rm "$tables"/alembic/versions/*_changes.py
            sql "DROP TABLE IF EXISTS alembic_version" tables 2>/dev/null ;;
        migra*) found=$(grep -c . "$work/out") || true ;;
    esac
    [ "$found" = "$([[ $1 = *changed* ]] && echo $((count / 100)) || echo 0)" ] || { echo "$1 found $found differences" >&2; cat "$work/out" "$work/err" >&2; exit 1; }
}

for count in ${COUNTS:-1000 10000}; do
    tables=$work/tables
    rm -rf "$tables"
    bench/data/tables.sh "$tables" "$count"
    for database in tables tables_again tables_changed; do
        fresh_database "$database"
        psql -qX -v ON_ERROR_STOP=1 -d "$database" -f "$tables/$([ $database = tables_changed ] && echo changed || echo schema).sql"
        sql "ANALYZE" "$database"
    done
    rounds=$([ "$count" -gt 1000 ] && echo 0 || echo "${ROUNDS:-5}")
    race "$rounds" retort-diff-csharp retort-diff-sql retort-first retort-again retort-databases alembic migra
    table "Nothing changed in $count tables" "$(is_missing alembic && echo retort-diff-csharp || echo alembic)"
    # Of the larger one Alembic takes minutes, and one question shows whether all of it grows with the number of tables.
    [ "$count" -le 1000 ] || continue
    race "$rounds" retort-changed-diff-csharp retort-changed-diff-sql retort-changed-unproved retort-changed-proved retort-changed-databases alembic+changed migra+changed
    table "One table in a hundred changed, of $count" "$(is_missing alembic && echo retort-changed-diff-csharp || echo alembic+changed)"
done
