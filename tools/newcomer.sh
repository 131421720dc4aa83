#!/usr/bin/env bash
# From a clone to the first message, by the clock: what somebody new to Parley waits for. Fails past 60 s (packages cached).
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
limit=${1:-60}
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$folder"' EXIT
start=$SECONDS

git clone -q "$source" "$folder/parley"
cd "$folder/parley"
dotnet build src/Parley -c Release -v q -nologo > "$folder/build.log" || { cat "$folder/build.log"; exit 1; }
program=$(find src/Parley/bin/Release -name parley -type f -perm -u+x | head -1)
"$program" serve --data "$folder/data" --line 127.0.0.1:0 > "$folder/server.log" 2>&1 &
server=$!
until grep -q '^parley: ready' "$folder/server.log"; do
    kill -0 "$server" 2> /dev/null || { cat "$folder/server.log"; exit 1; }
    [ $((SECONDS - start)) -lt "$limit" ] || { echo "not ready after $limit s"; cat "$folder/server.log"; exit 1; }
    sleep 0.1
done
port=$(sed -n 's/^parley: ready.* line=[^ ]*:\([0-9]*\).*/\1/p' "$folder/server.log")

exec 3<> "/dev/tcp/127.0.0.1/$port"
printf '#register ana correct-horse Ana | López | 30 | \nhola\n' >&3
while IFS= read -r -t "$limit" -u 3 line; do
    [ "${line%$'\r'}" != "ana: hola" ] || break
done
[ "${line%$'\r'}" = "ana: hola" ] || { echo "the first message never came"; exit 1; }
echo "a newcomer's first message: $((SECONDS - start)) s after the clone began"
[ $((SECONDS - start)) -le "$limit" ]
