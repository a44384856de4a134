#!/usr/bin/env bash
# The one command of this repository; ./build.sh help says what it does.
# Shell only strings the steps together: site/build.mjs assembles the site,
# site/tally.mjs counts tests, relay/*.sh know the relay.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Builds are the same bytes on every machine: no stamp, no path, no local
# workspace, and no toolchain fetched behind the reader's back.
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-buildvcs=false" GOWORK=off
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false CLOUDFLARE_CF_FETCH_ENABLED=false
readonly cache="$PWD/.cache" address=127.0.0.1:8787
mkdir -p "$cache"

usage() {
  cat <<'TEXT'
Usage: ./build.sh COMMAND

  run [FLAGS]   build everything and serve it on 127.0.0.1:8787
                (flags go to the server: ./build.sh run -addr 127.0.0.1:9000)
  test [PART]   run every test, or one part of them:
                  go       format, vet, unit and property tests
                  arch     the rules of the tree (also within go)
                  site     types and lint of the scripts
                  wasm     what the browser runs, as WebAssembly, in Node
                  browser  the page in a real Chromium
                  relay    both relays against one table of requests
                a part prepares what it needs and no more; a test that needs
                the recordings in ../shared says so where they are absent, and
                counts as skipped
  watch [FLAGS] like run, and a change of Go, markup, style or script builds
                again what depends on it and reloads the page
  release       write dist/site with first-visit.json and dist/edge, ready
                to be served
  deploy [FLAGS]
                put site and relay on Cloudflare as wrangler.toml says (flags
                go to wrangler: --dry-run sends nothing, --name NAME)
  bench [NAME]  measure what has a target, as a table; only rows that hold NAME
  soak          ten minutes of four exchanges at a thousand messages a second
                over real sockets, eight simulated hours of random faults,
                days of everything at once; the tests run a minute of it
  help          this text

Go 1.26, Node 20.19 and npm are assumed; everything else is fetched at the
versions written down in go.mod and the two package-lock.json files.
TEXT
}

say() { printf '%s\n' "$*"; }

# die SENTENCE: stop with a sentence for people.
die() {
  trap - EXIT
  say "build.sh: $*" >&2
  exit 1
}

doing=""
trap 'code=$?; [ $code -eq 0 ] || say "build.sh: stopped${doing:+ at \"$doing\"} (exit $code); the reason is printed above." >&2' EXIT
beside="" # the process group that runs beside, where one does
stop() {
  [ -z "$beside" ] || kill -- "-$beside" 2>/dev/null || :
  exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM

# step NAME COMMAND...: run one command, saying what and how long.
step() {
  doing=$1
  shift
  local start=$SECONDS
  say "== $doing"
  "$@"
  say "   done in $((SECONDS - start)) s"
  doing=""
}

# at_least WANT HAVE: whether version HAVE is WANT or newer.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

toolchain() {
  command -v go >/dev/null || die "Go 1.26 is needed and no go command is on the PATH; see https://go.dev/dl"
  command -v node >/dev/null || die "Node 20.19 is needed and no node command is on the PATH; see https://nodejs.org"
  local go node
  go=$(go env GOVERSION) node=$(node --version)
  at_least 1.26 "${go#go}" || die "Go 1.26 or newer is needed, this is $go; see https://go.dev/dl"
  at_least 20.19 "${node#v}" || die "Node 20.19 or newer is needed, this is $node; see https://nodejs.org"
}

# packages DIR: what DIR/package-lock.json asks for, installed when it changed.
packages() {
  local stamp="$1/node_modules/.installed-lock"
  cmp -s "$1/package-lock.json" "$stamp" && return
  command -v npm >/dev/null || die "npm is needed and no npm command is on the PATH; it comes with Node"
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    die "npm could not install what $1/package-lock.json asks for; what it said stands above. Is the registry in reach?"
  cp "$1/package-lock.json" "$stamp"
}

# chromium: a browser for the tests, installed where that is ours to do. The
# headless shell is enough and opens pages in half the time; any Chromium will do.
chromium() {
  node site/tests/chromium.mjs shell >/dev/null && return
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    installed chromium-headless-shell fonts-liberation && return
    node site/tests/chromium.mjs >/dev/null && return
    installed chromium fonts-liberation || die "apt could not install Chromium; its log is $cache/apt.log"
  fi
  node site/tests/chromium.mjs >/dev/null ||
    die "the browser tests need Chromium and none was found; install it (Debian and Ubuntu: apt-get install chromium-headless-shell) or set CHROMIUM to its path"
}

# installed PACKAGE...: whether apt could install them.
installed() {
  (timeout 120 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -qq --no-install-recommends "$@") >"$cache/apt.log" 2>&1
}

modules() { go mod download || die "go could not fetch the modules of go.mod; what it said stands above. Is the module proxy in reach?"; }

# prepare_go: what Go needs to compile everything.
prepare_go() {
  step "toolchain" toolchain
  step "Go modules" modules
  step "generated components" go generate ./wasm/...
}

# prepare: that, and what the site is assembled with.
prepare() {
  prepare_go
  step "npm packages of site" packages site
}

# prepare_site: what the scripts are checked with.
prepare_site() {
  step "toolchain" toolchain
  step "npm packages of site" packages site
}

site() { node site/build.mjs "$@"; }
server() { go build -trimpath -o "$cache/native" ./relay/native; }
exchange() { go build -trimpath -o "$cache/fakeexchange" ./wasm/cmd/fakeexchange; }

# part NAME COMMAND...: like step, but what comes after it still runs after a
# failure, which is left in $passed; a failure that no test has counted is
# counted here. Parts may run beside one another: each counts for itself. It is
# never called within a condition: that would switch -e off inside the part.
passed=1
part() {
  local name=$1 start=$SECONDS before
  shift
  export TALLY_PART=$name
  say "== $name"
  before=$(node site/tally.mjs failures)
  set +e
  (set -e; trap - EXIT; "$@")
  [ $? -ne 0 ]
  passed=$?
  set -e
  if [ $passed = 1 ]; then
    say "   $name: done in $((SECONDS - start)) s"
    return
  fi
  say "   $name: FAILED after $((SECONDS - start)) s"
  [ "$(node site/tally.mjs failures)" != "$before" ] || node site/tally.mjs add failed "$name"
}

# check NAME COMMAND...: one counted test that is a single command.
check() {
  local name=$1
  shift
  if "$@"; then node site/tally.mjs add passed "$name"; else node site/tally.mjs add failed "$name" && return 1; fi
}

formatted() {
  local files
  files=$(git ls-files -co --exclude-standard '*.go' | xargs -r gofmt -l)
  [ -z "$files" ] || { say "gofmt would change: $files"; return 1; }
}

test_go() {
  local bad=0
  check "gofmt" formatted || bad=1
  check "vet" go vet ./... || bad=1
  check "vet for js/wasm" env GOOS=js GOARCH=wasm go vet ./wasm/... || bad=1
  # The longest first, so that none of them is left to run alone at the end. All was
  # vetted above, and nobody debugs these programs.
  go test -vet=off -ldflags=-w -json ./wasm/live ./wasm/fake ./wasm/score ./... 2>&1 | node site/tally.mjs go again || bad=1
  return $bad
}

test_site() {
  local bad=0
  check "types of scripts" node site/check.mjs types || bad=1
  check "lint of scripts" node site/check.mjs lint || bad=1
  return $bad
}

test_arch() { go test -count=1 -json ./wasm/arch 2>&1 | node site/tally.mjs go; }

# What the browser runs, as the browser runs it: the packages within its binary
# but those that need a page. Go's runner in Node accepts few environment
# variables, so it is given few.
test_wasm() {
  local pure runner
  pure=$(GOOS=js GOARCH=wasm go list -deps -tags tinygo ./wasm/cmd/app | grep '^brink/wasm/' | grep -Ev '/wasm/(cmd|browser|ui)(/|$)')
  runner="env -i 'PATH=$PATH' 'HOME=$HOME' $(go env GOROOT)/lib/wasm/go_js_wasm_exec"
  # shellcheck disable=SC2086 # package paths hold no spaces
  GOOS=js GOARCH=wasm go test -vet=off -ldflags=-w -exec "$runner" -json $pure 2>&1 | node site/tally.mjs go
}

# built: what the tests of the browser and the relays are run on.
built() {
  step "site" site --brotli
  step "server" server
  step "fake exchange" exchange
}

test_browser() {
  step "Chromium" chromium
  node site/tests/run.mjs
}

test_relay() {
  step "npm packages of relay" packages relay
  bash relay/test.sh | tee "$cache/relay.log"
}

# What waits for nobody runs beside what is built for the others; the browser
# tests, which watch the clock, run by themselves.
test_all() {
  set -m # a process group of its own, which ends as one
  (
    part "tests: site" test_site
    part "tests: go" test_go
  ) &
  beside=$!
  set +m
  part "what is served" built
  local served=$passed
  [ $served = 0 ] || part "tests: relay" test_relay
  part "tests: wasm" test_wasm
  wait "$beside" || :
  beside=""
  [ $served = 0 ] || part "tests: browser" test_browser
}

run_tests() {
  local want=${1:-all} code=0
  case $want in
    go | arch | wasm) prepare_go ;;
    site) prepare_site ;;
    all | browser | relay) prepare ;;
    *) die "there is no part \"$want\" of the tests; ./build.sh help lists them" ;;
  esac
  node site/tally.mjs reset
  case $want in
    all) test_all ;;
    browser | relay)
      part "what is served" built
      [ $passed = 0 ] || part "tests: $want" "test_$want"
      ;;
    *) part "tests: $want" "test_$want" ;;
  esac
  trap - EXIT
  say "All took $SECONDS s."
  node site/tally.mjs total || code=1
  if [ "$want" = relay ] && [ -f "$cache/relay.log" ]; then tail -n 2 "$cache/relay.log"; fi
  exit $code
}

release() {
  prepare
  step "site" site --brotli
  step "edge" bash relay/release.sh
  say "$(cd dist && echo *) of dist ready to be served."
}

# The page's own half is in ./build.sh bench: it needs a browser.
soak() {
  step "toolchain" toolchain
  step "Go modules" go mod download
  step "soak: thirty days, ten minutes at a thousand messages a second, eight hours of faults, days of storms" \
    go test -count=1 -timeout 40m -v -run '^(TestThirtyDaysComeOverRealSockets|TestThousandMessagesASecond|TestTwoThousandMessagesASecondOfAllVenues|TestHoursOfFiveVenues|TestHoursOfAllVenues|TestStorms)$' ./wasm/live -long
  prepare
  node site/tally.mjs reset
  part "what is served" built
  [ $passed = 1 ] || die "what is served could not be built"
  step "Chromium" chromium
  SOAK=1 step "soak: clocks, sleep, stores and memory in Chromium" node site/tests/run.mjs faults memory
}

# What is deployed is what release writes; wrangler asks to log in where it must.
deploy() {
  release
  step "npm packages of relay" packages relay
  trap - EXIT # wrangler speaks for itself from here
  exec relay/node_modules/.bin/wrangler deploy "$@"
}

run() {
  prepare
  step "site" site
  step "server" server
  trap - EXIT # the server speaks for itself from here
  exec "$cache/native" -addr "$address" -site dist/site "$@"
}

watch() {
  prepare
  step "server" server
  trap - EXIT # the watcher speaks for itself from here
  exec node site/watch.mjs "$@"
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  test | bench) most=1 ;;
  release | help) most=0 ;;
  *) most=$# ;; # the server judges the flags of run and watch
esac
[ $# -le $most ] || die "$command does not know what to do with \"${*:most+1}\"; ./build.sh help says what it takes"
case $command in
  run) run "$@" ;;
  watch) watch "$@" ;;
  test) run_tests "$@" ;;
  release) release ;;
  soak) soak ;;
  deploy) deploy "$@" ;;
  bench)
    prepare
    step "Chromium" chromium
    step "site" site --brotli
    step "server" server
    step "fake exchange" exchange
    step "npm packages of relay" packages relay
    step "edge" bash relay/release.sh
    node site/bench.mjs "$@"
    ;;
  help | -h | --help) usage ;;
  *) usage >&2; die "there is no command \"$command\"" ;;
esac
