#!/usr/bin/env bash
# Everything that must hold before a change is good: build, format, every test. Ends with "N passed, N failed" and exits 0 only without failures.
#   ./test.sh          the short form of the proofs
#   ./test.sh --long   the long form (hours), and a newcomer's first minute by the clock
set -uo pipefail
# A caller in the background hands SIGINT or SIGHUP down ignored, and the tests send both.
[ -n "${PARLEY_SIGNALS:-}" ] || PARLEY_SIGNALS=default exec env --default-signal=INT,HUP "$0" "$@"
cd "$(dirname "$0")" || exit 1
. tools/needs.sh

long=
for argument in "$@"; do
    case "$argument" in
        --long) long=1 ;;
        *) echo "usage: ./test.sh [--long]" >&2; exit 2 ;;
    esac
done

results=$PWD/artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PYTHONDONTWRITEBYTECODE=1
[ -z "$long" ] || export PARLEY_LONG=1

# step NAME COMMAND...: runs it; a failure counts as one failed test of that name.
step() {
    local name=$1 start=$SECONDS
    shift
    echo "== $name"
    if "$@"; then
        echo "   done in $((SECONDS - start)) s"
    else
        echo "   FAILED after $((SECONDS - start)) s"
        echo "$name" >> "$results/failed-steps"
        return 1
    fi
}

finish() {
    python3 tools/summarise.py "$results"
    exit
}

need_everything || exit 1
# Restored for the configuration that is built: only Release has a runtime identifier.
step "restore" dotnet restore Parley.slnx -p:Configuration=Release -v q || finish
step "build" dotnet build Parley.slnx -c Release --no-restore -v q || finish
step "publish" dotnet publish src/Parley -c Release -o artifacts/parley -v q || finish
export PARLEY_EXE=$PWD/artifacts/parley/parley
# Neighbouring versions must work side by side; a shallow clone has but one, and the tests that need the other are skipped.
previous() { PARLEY_PREVIOUS_EXE=$(tools/previous.sh) || [ $? = 3 ]; }
step "previous version" previous
export PARLEY_PREVIOUS_EXE
# Beside the tests, many of which wait.
step "format" dotnet format Parley.slnx --verify-no-changes --no-restore -v q > "$results/format.log" 2>&1 &
format=$!

for project in tests/*/*.csproj bench/*.Tests/*.csproj; do
    grep -q 'Microsoft.NET.Test.Sdk' "$project" || continue
    name=$(basename "$project" .csproj)
    step "$name" dotnet test "$project" -c Release --no-build -v q --logger "trx;LogFileName=$name.trx" --results-directory "$results"
done

for folder in $(git ls-files '*test_*.py' | xargs -r -n1 dirname | sort -u); do
    step "python $folder" python3 tools/unittests.py "$folder" "$results/$(echo "$folder" | tr / -).unittest"
done

# Its packages were fetched when the server was built.
step "web types" npm --prefix web run --silent check
step "web" python3 tools/vitests.py web "$results/web.unittest"

wait "$format"
cat "$results/format.log"

[ -z "$long" ] || step "newcomer" tools/newcomer.sh
finish
