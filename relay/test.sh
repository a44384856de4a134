#!/usr/bin/env bash
# Tests both relays as they are shipped: the native binary, and the Worker on
# workerd, against one table of requests and against hostile ones; and what
# would be deployed. Nothing leaves the machine. The site and the native binary
# are there: ./build.sh test relay builds them. The last two lines say how many
# rows each twin passed and what the Worker weighs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false CLOUDFLARE_CF_FETCH_ENABLED=false CI=1
readonly most=3000000 # bytes of the Worker, compressed
cache=$PWD/.cache
bad=0
trap 'exit 130' INT TERM

# check NAME COMMAND...: one counted test that is a single command.
check() {
  local name=$1
  shift
  if "$@"; then node site/tally.mjs add passed "$name"; else node site/tally.mjs add failed "$name" && bad=1; fi
}

bash relay/release.sh

check "vet of the conformance tests" go vet -tags conformance ./relay/conformance
rm -f "$cache/conformance"
go test -count=1 -tags conformance -json ./relay/conformance -args -tally "$cache/conformance" 2>&1 | node site/tally.mjs go || bad=1

# What would be uploaded: wrangler reads wrangler.toml and says its size.
dry_run() {
  relay/node_modules/.bin/wrangler deploy --dry-run --outdir "$cache/dry-run" >"$cache/dry-run.log" 2>&1 || { cat "$cache/dry-run.log"; return 1; }
  ! grep -q WARNING "$cache/dry-run.log" || { cat "$cache/dry-run.log"; return 1; }
}
check "wrangler deploy --dry-run" dry_run
weight=$(cat dist/edge/* | gzip -9 | wc -c)
check "the Worker is at most $most bytes, compressed" [ "$weight" -le "$most" ]

cat "$cache/conformance"
echo "worker gzip $weight"
exit $bad
