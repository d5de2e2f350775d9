#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs the example service against a PostgreSQL of its own, made for this run
# and gone after it, however it ends.
#
#   run-throwaway.sh path/to/orders-service [--fixed] [COMMAND [ARGUMENT]...]
#
# Without a command it is a test: the leaking handlers must exhaust the pool,
# the corrected ones must not.
set -eu

usage() {
  echo "usage: $0 path/to/orders-service [--fixed] [COMMAND [ARGUMENT]...]" >&2
  exit 2
}
[ $# -ge 1 ] || usage
service=$(realpath "$1") && [ -x "$service" ] || usage
shift
fixed=
[ "${1:-}" != --fixed ] || { fixed=$1; shift; }
here=$(dirname "$(realpath "$0")")

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || {
  echo "$0: no PostgreSQL server under /usr/lib/postgresql; install the package 'postgresql'" >&2
  exit 2
}

# The server refuses to run as root.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Not under TMPDIR: the server's user may not get there, and the path of a
# socket must be short.
dir=$(mktemp -d /tmp/orders.XXXXXX)
started=
stop() {
  status=$?
  trap '' INT TERM HUP
  [ -z "$started" ] ||
    as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 ||
    true
  rm -rf "$dir" "$dir.log"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
[ "$(id -u)" -ne 0 ] || chown postgres "$dir"
chmod 755 "$dir"
cd "$dir"

quietly() {
  "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; rm -f "$dir.log"; exit 1; }
  rm -f "$dir.log"
}
quietly as_server "$bin/initdb" -D "$dir/data" -U orders -A trust --no-locale -E UTF8
started=1
quietly as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w \
  -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off" start

conninfo="host=$dir user=orders dbname=orders"
as_server "$bin/createdb" -h "$dir" -U orders orders
as_server "$bin/psql" -qX -h "$dir" -U orders -f - orders <"$here/schema.sql"

if [ $# -gt 0 ]; then
  command=$1
  shift
  "$service" $fixed "$conninfo" "$command" "$@"
  exit
fi

echo "== the leaking handlers"
if "$service" "$conninfo" serve; then
  echo "$0: the leaking handlers were expected to exhaust the pool" >&2
  exit 1
fi
echo "== the corrected handlers"
"$service" --fixed "$conninfo" serve
"$service" --fixed "$conninfo" export
