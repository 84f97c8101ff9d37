# What a linter takes to look at 1,000 statements, in one revision and in a revision each: the same files, no database. squawk is written in Rust.
peer squawk
# Its own program, without the script of npm that starts node to start it.
is_missing squawk || squawk=$(find "$work/peers/node_modules/@squawk-cli" -name squawk -type f -perm -u+x)

command_of() {
    case $1 in
        retort-one) command=("$retort" -C "$work/statements/one" lint) ;;
        retort-many) command=("$retort" -C "$work/statements/many" lint) ;;
        squawk+one) command=("$squawk" "$work"/statements/one/versions/*.sql) ;;
        squawk+many) command=("$squawk" "$work"/statements/many/versions/*.sql) ;;
    esac
    # Both say with their code that they found something, which is what is asked of them.
    command=(bash -c '"$@"; [ $? -le 3 ]' found "${command[@]}")
}

label_of() {
    case $1 in
        retort-*) echo "**retort lint**" ;;
        squawk+*) echo "squawk" ;;
    esac
}

# Both must find something in the statements of every third revision at least.
after() {
    local found
    found=$(grep -oE 'Found [0-9]+ issues|[0-9]+ errors' "$work/out" "$work/err" | grep -oE '[0-9]+ [a-z]+$' | head -n 1)
    [ "${found%% *}" -ge $((statements / 3)) ] || { echo "$1 found $found" >&2; exit 1; }
}

statements=${STATEMENTS:-1000}
bench/data/statements.sh "$work/statements" "$statements"
race "${ROUNDS:-15}" retort-one squawk+one
table "$statements statements in one revision" squawk+one
race "${ROUNDS:-15}" retort-many squawk+many
table "$statements revisions of one statement" squawk+many
