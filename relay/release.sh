#!/usr/bin/env bash
# Writes dist/edge: the Worker as it is uploaded, module by module, nothing
# bundled. Needs Go alone; the same bytes on every machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=dist/edge fresh=dist/edge.new
rm -rf "$fresh"
mkdir -p "$fresh"
GOOS=wasip1 GOARCH=wasm go build -trimpath -buildmode=c-shared -ldflags "-s -w -buildid=" -o "$fresh/verdict.wasm" ./relay/edge/verdict
GOOS=js GOARCH=wasm go build -trimpath -ldflags "-s -w -buildid=" -o "$fresh/app.wasm" ./relay/edge
go run ./relay/edge/facts >"$fresh/facts.mjs"
cp relay/edge/{entry,reactor,shared,census,app}.mjs "$fresh/"
# Go's own script with the one change that syumai/workers needs.
install -m 644 "$(go list -m -f '{{.Dir}}' github.com/syumai/workers)/cmd/workers-assets-gen/assets/wasm_exec_go.js" "$fresh/wasm_exec.js"
rm -rf "$out"
mv "$fresh" "$out"
