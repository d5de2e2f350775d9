#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs the example service against a PostgreSQL of its own, made for this run:
# the leaking handlers must exhaust the pool, the corrected ones must not.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 path/to/orders-service" >&2; exit 2; }
service=$(realpath "$1")
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

dir=$(mktemp -d)
[ "$(id -u)" -ne 0 ] || chown postgres "$dir"
chmod 755 "$dir"
stop() {
  as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT

as_server "$bin/initdb" -D "$dir/data" -U orders -A trust >/dev/null
as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w \
  -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off" start >/dev/null

conninfo="host=$dir user=orders dbname=orders"
as_server "$bin/createdb" -h "$dir" -U orders orders
as_server "$bin/psql" -q -h "$dir" -U orders -f - orders <"$here/schema.sql"

echo "== the leaking handlers"
if "$service" "$conninfo" serve; then
  echo "$0: the leaking handlers were expected to exhaust the pool" >&2
  exit 1
fi
echo "== the corrected handlers"
"$service" --fixed "$conninfo" serve
"$service" --fixed "$conninfo" export
