#!/usr/bin/env bash
# Builds and tests everything: installs what the tests need, checks the format, builds with warnings as errors, runs all
# tests, the demo, and the packages from empty folders. Prints "N passed, N failed" at the end.
#   ./test.sh            everything
#   ./test.sh NAME       only the tests whose class contains NAME
set -uo pipefail
cd "$(dirname "$0")" || exit 1
# Hundreds of programs start here, the compiler too, and none runs for long: no time for measuring what runs often, nor for pages that are never writable and executable at once.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0
# One compiler for all projects, which is half the work of one for each; it is nobody else's, and goes with this script.
export UseSharedCompilation=true SharedCompilationId=retort-test-$$
filter="${1:-}"
configuration=Release
passed=0
failed=0
declare -A begun
results=$(mktemp -d)
trap 'pkill -f -- "-pipename:$SharedCompilationId"; rm -rf "$results"' EXIT

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
    local missing=()
    [ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15)
    command -v alembic >/dev/null || missing+=(alembic)
    command -v pgbouncer >/dev/null || missing+=(pgbouncer)
    command -v sqlite3 >/dev/null || missing+=(sqlite3)
    [ -x /usr/bin/chromium ] || missing+=(chromium)
    command -v curl >/dev/null || missing+=(curl)
    command -v unzip >/dev/null || missing+=(unzip)
    command -v psql >/dev/null || missing+=(postgresql-client-15)
    if [ ${#missing[@]} -gt 0 ]; then
        echo "Installing ${missing[*]}"
        as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
    tests/postgres.sh install 13 18
    tests/kubernetes.sh install
}

# step NAME COMMAND...: one step that passes or fails as a whole
step() {
    local name=$1 log
    log="$results/step.log"
    shift
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "passed  $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        tail -n 80 "$log"
    fi
}

# begin NAME COMMAND...: a step beside what follows, which "end NAME" waits for
begin() {
    local name=$1
    shift
    "$@" >"$results/$name.log" 2>&1 &
    begun[$name]=$!
}

end() { step "$1" outcome_of "$1"; }

outcome_of() {
    wait "${begun[$1]}"
    local outcome=$?
    cat "$results/$1.log"
    return $outcome
}

# suites PROJECT...: all tests of these projects, which run at the same time
suites() {
    local project running=() arguments=(-noLogo -noColor)
    [ -z "$filter" ] || arguments+=(-class "*$filter*")
    for project in "$@"; do
        # The shell makes what runs beside it deaf to SIGINT, which some tests send.
        env --default-signal=INT "tests/$project/bin/$configuration/net10.0/$project" -xml "$results/$project.xml" "${arguments[@]}" >"$results/$project.log" 2>&1 &
        running+=($!)
    done
    wait "${running[@]}"
    for project in "$@"; do
        count "$project"
    done
}

# count PROJECT: the tests of a project, from its result file
count() {
    local project=$1 result="$results/$1.xml" total bad
    if [ ! -s "$result" ]; then
        failed=$((failed + 1))
        echo "FAILED  $project did not finish"
        tail -n 80 "$results/$project.log"
        return
    fi
    total=$(grep -o '<assembly [^>]*' "$result" | grep -oE ' total="[0-9]+"' | grep -oE '[0-9]+' | awk '{s += $1} END {print s + 0}')
    bad=$(grep -o '<assembly [^>]*' "$result" | grep -oE ' (failed|errors)="[0-9]+"' | grep -oE '[0-9]+' | awk '{s += $1} END {print s + 0}')
    passed=$((passed + total - bad))
    failed=$((failed + bad))
    echo "$([ "$bad" = 0 ] && echo passed || echo FAILED)  $project: $((total - bad)) of $total"
    [ "$bad" = 0 ] || grep -vE '^\s*$' "$results/$project.log" | tail -n 120
}

# What is published was built: with these, nothing that was is compiled again, and the next build need not do so either.
as_built=(-p:BuildProjectReferences=false -p:RunAnalyzers=false -v quiet)

# Runs what the Dockerfiles run, in a plain folder, but for the packages of the system: there is no container engine everywhere.
image_without_engine() {
    local image=$results/image
    (
        set -e
        mkdir -p "$image/usr/local/bin" "$image/app"
        sed -nE "s#^RUN (dotnet|ln) #\\1 #p" deploy/Dockerfile | sed -E "s# /(opt|usr)/# $image/\\1/#g; s# /out\$# $image/opt/retort ${as_built[*]}#" >"$image/steps"
        [ "$(wc -l <"$image/steps")" = 2 ]
        sh -ex "$image/steps"
        cp -r examples/unity/. "$image/app"
        cd "$image/app"
        PATH="$image/usr/local/bin:$PATH"
        sh -exc "$(sed -n 's/^RUN //p' "$OLDPWD/deploy/project.Dockerfile")"
        [ -n "$(ls .retort/cache)" ]
        # The command of the image, as it stands there: CMD ["upgrade", "--yes"].
        RETORT_URL="sqlite:///$image/app.db" sh -exc "retort $(sed -n 's/^CMD //p' "$OLDPWD/deploy/project.Dockerfile" | tr -d '[]",')"
    )
}

# A program of which only what it uses is published runs as any other: nothing that the libraries need is taken away, and the trimmer sees through all of them.
trimmed_program() {
    local folder=$results/trimmed
    dotnet publish tests/Retort.Trimmed -c $configuration -o "$folder" "${as_built[@]}" &&
        "$folder/Retort.Trimmed" "sqlite:///$folder/app.db" | diff - <(printf '2 run, now at %s\n' b2 "" b2)
}

# One after the other, as each of them restores or packs the same projects.
demo_trimmed_packages() { ./demo.sh && trimmed_program && tests/packages.sh $configuration; }

# Most of what a short command costs is its compilation. The image has what was compiled ahead of time; the tests that start hundreds of commands take it from there.
ahead_of_time() {
    local folder=tests/Retort.Cli.Tests/bin/$configuration/net10.0 file
    for file in "$results"/image/opt/retort/*.dll; do
        # A glob that found nothing stands for itself, and is not there.
        [ -f "$folder/${file##*/}" ] && cp "$file" "$folder" || return 1
    done
}

install_packages || { echo "What the tests need could not be installed."; echo "0 passed, 1 failed"; exit 1; }
dotnet restore -v quiet || { echo "0 passed, 1 failed"; exit 1; }
step "build without a warning" dotnet build -c $configuration --no-restore -v quiet
if [ $failed -gt 0 ]; then
    echo "$passed passed, $failed failed"
    exit 1
fi

if [ -z "$filter" ]; then
    # The folder and not the solution, which takes twice as long to open.
    begin "format" dotnet format whitespace . --folder --exclude '**/obj/**' --verify-no-changes
    begin "image in a plain folder" image_without_engine
fi

# These compute, and wait for another program or for the disk.
suites Retort.Tests Retort.Scripting.Tests Retort.Sqlite.Tests
if [ -z "$filter" ]; then
    end "format"
    end "image in a plain folder"
    step "tests compiled ahead of time" ahead_of_time
    begin "demo, trimmed program, packages in empty folders" demo_trimmed_packages
fi

# These have servers and processes.
suites Retort.PostgreSql.Tests Retort.Cli.Tests Retort.EntityFrameworkCore.Tests Retort.Hosting.Tests
[ -n "$filter" ] || end "demo, trimmed program, packages in empty folders"

echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
