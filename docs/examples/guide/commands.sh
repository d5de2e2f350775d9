# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The guide's commands, as its test runs them: beside the programs, with a
# server by libpq's environment.
set -eux

LEASH_OPTIONS=threshold=500ms:txn_idle=250ms:log=leash.%p ./orders

grep -q 'idle in an open transaction' leash.*

LEASH_OPTIONS=exitcode=23 ./orders fixed

LD_PRELOAD=$LEASH_LIBRARY ./orders fixed

LEASH_OPTIONS=metrics=unix:$PWD/metrics.sock ./orders &
sleep 0.5
curl -s --unix-socket metrics.sock http://localhost/metrics >metrics.prom
curl -s --unix-socket metrics.sock http://localhost/otel >metrics.json
wait
grep -q 'hikaricp_connections_active{pool="orders"} 1' metrics.prom
