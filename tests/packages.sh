#!/usr/bin/env bash
# Packs what was built, looks at what is in the packages, and uses them as somebody outside would: the tool, a console application and a web application, in folders of their own.
#   tests/packages.sh [CONFIGURATION]     Release
# Needs the .NET SDK, curl and unzip.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
configuration=${1:-Release}
folder=$(mktemp -d)
trap '[ -z "${application:-}" ] || kill "$application" 2>/dev/null; rm -rf "$folder"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off

# A version of its own, so that no cache has it; other packages come from where the build has them, and nothing is kept.
version=0.1.0-test.$(date -u +%s)$$
cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_PACKAGES=$folder/cache RestoreFallbackFolders=$cache

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

# same WHAT ACTUAL EXPECTED
same() { [ "$2" = "$3" ] || fail "$1 is"$'\n'"$2"$'\n'"and not"$'\n'"$3"; }

# examples FILE: the programs in C# that a README shows, each as a method, so that they are compiled together
examples() {
    awk -v name="$2" '
        /^```csharp$/ { inside = 1; next }
        /^```$/ { inside = 0 }
        inside && /^using [A-Z]/ { usings = usings $0 "\n"; next }
        inside && /^public sealed class|^\[Revision|^\/\/\/ / { type = 1 }
        inside { body = body $0 "\n" }
        END {
            print usings
            if (type) { print body } else { printf "internal static class %s\n{\n    public static async Task RunAsync(string[] args)\n    {\n        await Task.CompletedTask;\n%s    }\n}\n", name, body }
        }' "$1"
}

# documented FILE: writes the files that a document shows into the current folder
documented() {
    awk '
        /^```/ { if (file != "") { close(file) }; file = ""; opening = 1; next }
        opening && /^\/\/ file: / { file = $3 }
        { opening = 0 }
        file != "" && !/^\/\/ file: / { print > file }' "$1"
}

project() {
    cat >"$1.csproj" <<XML
<Project Sdk="$2">

  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NuGetAudit>false</NuGetAudit>
    <NoWarn>\$(NoWarn);NETSDK1206</NoWarn>
  </PropertyGroup>

  <ItemGroup>
$(printf '    <PackageReference Include="%s" Version="'"$version"'" />\n' "${@:3}")
  </ItemGroup>

</Project>
XML
}

echo "== What is packed"
dotnet pack -c "$configuration" --no-build -p:PackageVersion="$version" -o "$folder/packages" -v quiet
same "the list of packages" "$(cd "$folder/packages" && ls | sed "s/\.$version//")" "Retort.Cli.nupkg
Retort.Cli.snupkg
Retort.Core.nupkg
Retort.Core.snupkg
Retort.EntityFrameworkCore.nupkg
Retort.EntityFrameworkCore.snupkg
Retort.Hosting.nupkg
Retort.Hosting.snupkg
Retort.PostgreSql.nupkg
Retort.PostgreSql.snupkg
Retort.Scripting.nupkg
Retort.Scripting.snupkg
Retort.Sqlite.nupkg
Retort.Sqlite.snupkg"

echo "== What is in them"
mkdir "$folder/content" "$folder/symbols"
for package in "$folder"/packages/*.nupkg; do
    name=$(basename "$package" ".$version.nupkg")
    content=$folder/content/$name

    unzip -qo "$package" -d "$content"
    unzip -qo "${package%.nupkg}.snupkg" -d "$folder/symbols/$name"
    [ "$name" = Retort.Cli ] && library=tools/net10.0/any/retort || library=lib/net10.0/$name
    for file in README.md icon.png "$library.dll" "$([ "$name" = Retort.Cli ] && echo tools/net10.0/any/DotnetToolSettings.xml || echo "$library.xml")"; do
        [ -s "$content/$file" ] || fail "$name has no $file"
    done
    [ -s "$folder/symbols/$name/$library.pdb" ] || fail "$name has no symbols"
    for element in '<license type="expression">MIT</license>' '<readme>README.md</readme>' '<icon>icon.png</icon>' '<description>' '<tags>database ' '<authors>The Retort contributors</authors>'; do
        grep -qF "$element" "$content/$name.nuspec" || fail "$name does not say $element"
    done
done
grep -rlaF -e "$repository/" -e "$HOME/" "$folder/content" "$folder/symbols" >"$folder/named" && fail "folders of this machine are named in $(cat "$folder/named")"

echo "== What they depend on"
# Central versions of what comes along indirectly are told as dependencies of their own.
same "what depends on what" "$(cd "$folder/content" && for name in Retort.*/; do
    name=${name%/}
    echo "$name: $(sed -n 's/.*<dependency id="\([^"]*\)".*/\1/p' "$name/$name.nuspec" | sort | paste -sd ' ')"
done)" "Retort.Cli: 
Retort.Core: Microsoft.Extensions.Logging.Abstractions
Retort.EntityFrameworkCore: Microsoft.Extensions.Logging.Abstractions Retort.Core
Retort.Hosting: Microsoft.Data.Sqlite.Core Npgsql Retort.Core Retort.PostgreSql Retort.Sqlite SQLitePCLRaw.bundle_e_sqlite3
Retort.PostgreSql: Microsoft.Extensions.Logging.Abstractions Npgsql Retort.Core
Retort.Scripting: Microsoft.CodeAnalysis.CSharp Microsoft.Extensions.Logging.Abstractions Retort.Core
Retort.Sqlite: Microsoft.Data.Sqlite.Core Microsoft.Extensions.Logging.Abstractions Retort.Core SQLitePCLRaw.bundle_e_sqlite3"
grep -h '<dependency id="Retort' "$folder"/content/*/*.nuspec | grep -vF "version=\"$version\"" && fail "a package of ours is asked for in another version"

mkdir "$folder/outside" && cd "$folder/outside"
cat >nuget.config <<XML
<configuration><packageSources><clear /><add key="packed" value="$folder/packages" /></packageSources></configuration>
XML

echo "== The tool"
dotnet tool install Retort.Cli --tool-path tool --version "$version" >/dev/null
PATH="$PWD/tool:$PATH"
retort --version
mkdir project && cd project
retort init
retort revision -m "Add users" --rev-id a1
retort upgrade
same "the revision" "$(retort current)" "a1 (head)"
cd ..

echo "== A console application: that of docs/library.md"
mkdir shop && cd shop
documented "$repository/docs/library.md"
project shop Microsoft.NET.Sdk Retort.Sqlite
dotnet build -v quiet
same "what it prints" "$(dotnet bin/Debug/net10.0/shop.dll)" "1 to run.
a1c5e9: 1 statement
The database is at a1c5e9."
same "what it prints the second time" "$(dotnet bin/Debug/net10.0/shop.dll)" "Nothing is pending.
The database is at a1c5e9."
cd ..

echo "== A web application, with the examples of all packages"
mkdir site && cd site
for readme in "$repository"/src/*/README.md; do
    name=$(basename "$(dirname "$readme")")
    examples "$readme" "ExampleOf${name//./}" >"$name.cs"
done
cat >Program.cs <<'CS'
using Retort.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRetort(o => o.UseSqlite("sqlite:///site.db").AddRevisions<Program>().OnStartup(StartupMode.Apply).HealthTimeout = TimeSpan.FromSeconds(30));
builder.Services.AddHealthChecks().AddRetort();

var app = builder.Build();
app.MapRetort();
await app.RunAsync();
CS
project site Microsoft.NET.Sdk.Web Retort.Hosting Retort.Scripting Retort.EntityFrameworkCore
dotnet build -v quiet
dotnet bin/Debug/net10.0/site.dll --urls http://127.0.0.1:0 >site.log 2>&1 &
application=$!
until address=$(sed -n 's/.*Now listening on: //p' site.log) && [ -n "$address" ]; do
    kill -0 $application || fail "$(cat site.log)"
    sleep 0.1
done
same "its health" "$(curl -s -w ' %{http_code}' "$address/health/ready")" \
    '{"status":"healthy","components":{"database":{"status":"healthy","engine":"sqlite"},"migrations":{"status":"healthy","current":["a1c5e9"],"heads":["a1c5e9"],"pending":0}}} 200'
kill $application
wait $application || fail "it ends with $?"
application=
