# A thousand revisions in C#: the SQL of all of them, which needs them compiled, from an empty cache, with one file that is new, and with nothing new; and a question that needs no compiler.
project=$work/compile/retort-cs
next=0

command_of() {
    case $1 in
        retort-heads) command=("$retort" -C "$project" heads) ;;
        *) command=("$retort" -C "$project" --url "$(url)" upgrade --sql) ;;
    esac
}

label_of() {
    case $1 in
        retort-cold) echo "**retort upgrade --sql**, nothing compiled" ;;
        retort-one) echo "**retort upgrade --sql**, one file new" ;;
        retort-warm) echo "**retort upgrade --sql**, all compiled" ;;
        retort-heads) echo "**retort heads**, nothing compiled" ;;
    esac
}

# Each build keeps what it compiled by itself, so that a comparison finds its own.
before() {
    local cache=$project/.retort/cache
    rm -rf "$cache" "$project/versions/added.cs"
    case $1 in
        retort-one | retort-warm) cp -r "$work/compile/$(basename "$(dirname "$retort")")" "$cache" ;;
    esac
    if [ "$1" = retort-one ]; then
        sed "s/T00001/Added$((next += 1))/; s/t00001/added/; s/\"r00001\"/\"added\", Revises = \"r01000\"/" "$project"/versions/r00001_*.cs >"$project/versions/added.cs"
    fi
}

after() {
    case $1 in
        retort-heads) grep -q '^r01000' "$work/out" && [ ! -e "$project/.retort/cache" ] ;;
        *) [ "$(grep -c '^CREATE TABLE t0' "$work/out")" = 1000 ] ;;
    esac || { echo "$1 did other work" >&2; exit 1; }
}

bench/data/history.sh "$work/compile" 1000
fresh_database
for build in "${builds[@]}"; do
    "$work/$build/retort" -C "$project" compile >&2
    mv "$project/.retort/cache" "$work/compile/$build"
done
race "${ROUNDS:-7}" retort-cold retort-one retort-warm retort-heads
table "1,000 revisions in C#" retort-warm
