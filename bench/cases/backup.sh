# A gigabyte in 50 tables: a backup of all of it beside pg_dump's, its restore with the comparison of all rows beside pg_restore's, and backups of the tables that a run affects.
rows=${ROWS:-190000}
jobs=$(nproc)

command_of() {
    case $1 in
        retort) command=("$retort" -C "$work/shop" --url "$(url shop)" backup create) ;;
        retort-affected-*) command=("$retort" -C "$work/shop" --url "$(url shop)" backup create --tables "$(affected "${1##*-}")") ;;
        retort-restore) command=("$retort" -C "$work/shop" --url "$(url shop)" restore "$(basename "$(ls "$work"/kept/*.tar)")" --into restored --yes) ;;
        dump-fast) command=(pg_dump -Fd "-j$jobs" -Z1 --no-sync -f "$work/dump" shop) ;;
        dump) command=(pg_dump -Fd "-j$jobs" --no-sync -f "$work/dump" shop) ;;
        restore) command=(pg_restore "-j$jobs" -d restored "$work/kept/dump") ;;
    esac
}

label_of() {
    case $1 in
        retort) echo "**retort backup create**, with hashes of all rows" ;;
        retort-affected-*) echo "**retort backup create --tables**, ${1##*-} of 50" ;;
        retort-restore) echo "**retort restore --into**, hashes of all rows compared" ;;
        dump-fast) echo "pg_dump -Fd -j$jobs -Z1, the compression that Retort asks for" ;;
        dump) echo "pg_dump -Fd -j$jobs" ;;
        restore) echo "pg_restore -j$jobs of the dump with -Z1" ;;
    esac
}

# affected NUMBER: that many tables, as large together as that share of all is
affected() { for ((i = 0; i < $1; i++)); do echo "$([ $((i % 2)) = 0 ] && echo events || echo documents)_$((i / 2 + 1))"; done | paste -sd,; }

# The folder of the backups and pg_dump's are emptied, and what they wrote is noted for the second table.
before() {
    rm -rf "$work/shop/backups" "$work/dump"
    case $1 in
        *restore)
            sql "DROP DATABASE IF EXISTS restored" 2>/dev/null
            [ "$1" != restore ] || sql "CREATE DATABASE restored"
            mkdir -p "$work/shop/backups"
            [ "$1" = restore ] || ln "$work"/kept/shop_* "$work/shop/backups"
            ;;
    esac
}

after() {
    case $1 in
        *restore) [ "$(sql "SELECT count(*) FROM events_25" restored)" = "$rows" ] ;;
        retort*) ls "$work"/shop/backups/*.tar >/dev/null && du -sb "$work/shop/backups" | cut -f1 >"$work/$1.bytes" ;;
        *) du -sb "$work/dump" | cut -f1 >"$work/$1.bytes" ;;
    esac || { echo "$1 did not do its work" >&2; exit 1; }
}

sizes() {
    local tool
    printf '\n| | size |\n| --- | ---: |\n'
    for tool in "$@"; do
        printf '| %s | %.0f MB |\n' "$(label_of "$tool")" "$(awk '{ print $1 / 1e6 }' "$work/$tool.bytes")"
    done
}

mkdir -p "$work/shop/versions" "$work/kept"
echo '{}' >"$work/shop/retort.json"
sql "CREATE DATABASE shop"
bench/data/shop.sh shop "$rows"
size=$(sql "SELECT pg_size_pretty(sum(pg_table_size(oid))) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace" shop)

race "${ROUNDS:-3}" dump-fast dump retort
table "A backup of $size in 50 tables" dump-fast
[ ${#builds[@]} = 2 ] || sizes dump-fast dump retort

race "${ROUNDS:-3}" retort retort-affected-1 retort-affected-5 retort-affected-25
table "A backup of the tables that are affected" retort
sizes retort retort-affected-1 retort-affected-5 retort-affected-25

before retort
"$work/now/retort" -C "$work/shop" --url "$(url shop)" backup create >/dev/null 2>&1
mv "$work"/shop/backups/shop_* "$work/kept"
pg_dump -Fd "-j$jobs" -Z1 --no-sync -f "$work/kept/dump" shop
race "${RESTORES:-2}" restore retort-restore
table "The restore of it" restore
sql "DROP DATABASE IF EXISTS restored"
sql "DROP DATABASE shop"
