# Whether two hundred revisions can be applied, reverted and applied again, with rows, each compared exactly. No other tool asks this.
history=$work/proof
count=${COUNT:-200}

command_of() {
    case $1 in
        retort-postgresql) command=("$retort" -C "$history/retort" --url "$(url)" verify) ;;
        retort-sqlite) command=("$retort" -C "$history/retort" --url "sqlite:///$work/proof.db" verify) ;;
    esac
}

label_of() { echo "**retort verify**, $([ "$1" = retort-sqlite ] && echo SQLite || echo PostgreSQL)"; }

after() { [ "$(grep -c '^exact ' "$work/out")" = "$count" ] || { echo "$1 did not prove all" >&2; exit 1; }; }

bench/data/history.sh "$history" "$count"
fresh_database
race "${ROUNDS:-5}" retort-postgresql retort-sqlite
table "Proof of $count revisions" retort-postgresql
