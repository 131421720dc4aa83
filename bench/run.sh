#!/usr/bin/env bash
# Measures the server of this working tree: [DOORS="tcp ws"] [PARLEY=PROGRAM] bench/run.sh [--quick] [RUN]...
# Every run gets a freshly started server on a fresh copy of a data directory with accounts. Writes bench/results/.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=
if [ "${1-}" = --quick ]; then quick=1; shift; fi
rounds=${ROUNDS:-${quick:+1}}; rounds=${rounds:-3}
seconds=${SECONDS_EACH:-${quick:+3}}; seconds=${seconds:-10}
accounts=${quick:+2000}; accounts=${accounts:-10000}
read -ra doors <<<"${DOORS:-tcp}"
runs=("$@")
[ ${#runs[@]} -gt 0 ] || runs=(accept disk lone fanout-200 fanout-1000 rooms private idle logins storm reconnect)

work=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

[ -n "${PARLEY-}" ] || dotnet publish src/Parley -c Release -o "$work/parley" -v q -nologo >&2
parley=${PARLEY:-$work/parley/parley}
dotnet publish bench/Parley.Load -c Release -o "$work/load" -v q -nologo >&2
load=$work/load/parley-load
results=bench/results
rm -rf "$results"; mkdir -p "${doors[@]/#/$results/}"

# start DOOR DATA [ARGUMENT]...: sets $server and $address.
start() {
  local listener data=$2 log=$work/server.log
  case $1 in tcp) listener=line ;; ws) listener=http ;; *) echo "no door $1: tcp, ws" >&2; return 2 ;; esac
  shift 2
  "$parley" serve --data "$data" "--$listener" 127.0.0.1:0 "$@" >"$log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 200); do
    address=$(sed -n 's/^parley: ready .*\b'$listener'=\([^ ]*\).*/\1/p' "$log")
    [ -z "$address" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2; return 1
}

stop() { kill "$server"; wait "$server" || true; server=; }

cheap=(--allow-test-settings --set accounts.password-hash=cheapest)
mkdir -m 700 "$work/template"
start tcp "$work/template" "${cheap[@]}"
"$load" accounts --server "$address" --count "$accounts" --accounts "$work/accounts" >&2
stop

# one DOOR RUN: the scenario's own options are after its name.
one() {
  local door=$1 run=$2 settings=("${cheap[@]}") scenario
  case $run in
    fanout-*) scenario=(fanout --members "${run#fanout-}") ;;
    idle) scenario=(idle); [ -z "$quick" ] || scenario+=(--few 500 --many 2000) ;;
    logins) scenario=(logins); [ -z "$quick" ] || scenario+=(--count 2000) ;;
    storm) scenario=(storm --seconds 5 --rounds "${quick:-4}"); settings=() ;;
    *) scenario=("$run") ;;
  esac
  if [ "$run" = disk ]; then "$load" disk --directory "$work"; return; fi
  rm -rf "$work/data"; cp -r "$work/template" "$work/data"
  start "$door" "$work/data" "${settings[@]}"
  "$load" "${scenario[0]}" --door "$door" --server "$address" --pid "$server" --accounts "$work/accounts" --seconds "$seconds" "${scenario[@]:1}" || echo "$door $run: faults, or no end" >&2
  stop
}

for round in $(seq "$rounds"); do
  for run in "${runs[@]}"; do
    for door in "${doors[@]}"; do
      file=$results/$door/$run.$round.json
      one "$door" "$run" | tee "$file"
      [ -s "$file" ] || rm "$file"
    done
  done
done

{
  echo "$(nproc) cores, $(uname -srm); $(date -u +%F); commit $(git rev-parse --short HEAD)${quick:+; quick}; $rounds rounds, $seconds s each."
  for door in "${doors[@]}"; do
    printf '\n%s\n\n' "By $door:"
    "$load" summary "$results/$door"
  done
} | tee "$results/table.md"
