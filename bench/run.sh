#!/usr/bin/env bash
# Measures the server of this working tree: bench/run.sh [--quick] [RUN]...
# Every run gets a freshly started server on a fresh copy of a data directory with accounts. Writes bench/results/.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=
if [ "${1-}" = --quick ]; then quick=1; shift; fi
rounds=${ROUNDS:-${quick:+1}}; rounds=${rounds:-3}
seconds=${SECONDS_EACH:-${quick:+3}}; seconds=${seconds:-10}
accounts=${quick:+2000}; accounts=${accounts:-10000}
runs=("$@")
[ ${#runs[@]} -gt 0 ] || runs=(accept disk lone fanout-200 fanout-1000 rooms private idle logins storm reconnect)

work=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

dotnet publish src/Parley -c Release -o "$work/parley" -v q -nologo >&2
dotnet publish bench/Parley.Load -c Release -o "$work/load" -v q -nologo >&2
load=$work/load/parley-load
results=bench/results
rm -rf "$results"; mkdir -p "$results"

# start DATA [ARGUMENT]...: sets $server and $address.
start() {
  local data=$1 log=$work/server.log; shift
  "$work/parley/parley" serve --data "$data" --line 127.0.0.1:0 "$@" >"$log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 200); do
    address=$(sed -n 's/^parley: ready line=\([^ ]*\).*/\1/p' "$log")
    [ -z "$address" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2; return 1
}

stop() { kill "$server"; wait "$server" || true; server=; }

cheap=(--allow-test-settings --set accounts.password-hash=cheapest)
mkdir -m 700 "$work/template"
start "$work/template" "${cheap[@]}"
"$load" accounts --server "$address" --count "$accounts" --accounts "$work/accounts" >&2
stop

# one RUN: the scenario's own options are after its name.
one() {
  local settings=("${cheap[@]}") scenario
  case $1 in
    fanout-*) scenario=(fanout --members "${1#fanout-}") ;;
    idle) scenario=(idle); [ -z "$quick" ] || scenario+=(--few 500 --many 2000) ;;
    logins) scenario=(logins); [ -z "$quick" ] || scenario+=(--count 2000) ;;
    storm) scenario=(storm --seconds 5 --rounds "${quick:-4}"); settings=() ;;
    *) scenario=("$1") ;;
  esac
  if [ "$1" = disk ]; then "$load" disk --directory "$work"; return; fi
  rm -rf "$work/data"; cp -r "$work/template" "$work/data"
  start "$work/data" "${settings[@]}"
  "$load" "${scenario[0]}" --server "$address" --pid "$server" --accounts "$work/accounts" --seconds "$seconds" "${scenario[@]:1}" || echo "$1: faults, or no end" >&2
  stop
}

for round in $(seq "$rounds"); do
  for run in "${runs[@]}"; do
    one "$run" | tee "$results/$run.$round.json"
    [ -s "$results/$run.$round.json" ] || rm "$results/$run.$round.json"
  done
done

{
  echo "$(nproc) cores, $(uname -srm); $(date -u +%F); commit $(git rev-parse --short HEAD)${quick:+; quick}; $rounds rounds, $seconds s each."
  echo
  "$load" summary "$results"
} | tee "$results/table.md"
