#!/usr/bin/env bash
# Publishes the commit before this one (or COMMIT) beside it, to artifacts/previous/COMMIT/parley: neighbouring versions must work side by side.
#   tools/previous.sh [COMMIT]
# Prints the program's path; nothing, and exit code 3, where there is no such commit (a shallow clone).
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(git rev-parse --verify --quiet "${1:-HEAD~1}^{commit}") || { echo "there is no ${1:-HEAD~1} here" >&2; exit 3; }
target=$PWD/artifacts/previous/$commit
if [ ! -x "$target/parley" ]; then
    source=$(mktemp -d)
    trap 'rm -rf "$source"' EXIT
    # Without the web client: nodes don't talk through it.
    git archive "$commit" -- . ':!web' | tar -x -C "$source"
    rm -rf artifacts/previous
    mkdir -p artifacts/previous
    dotnet publish "$source/src/Parley" -c Release -o "$target.new" -v q >&2
    mv "$target.new" "$target"
fi
echo "$target/parley"
