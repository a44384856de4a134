//go:build conformance

package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

const root = "../.."

var (
	nativeBinary  = flag.String("native", filepath.Join(root, ".cache/native"), "the native binary")
	workerdBinary = flag.String("workerd", filepath.Join(root, "relay/node_modules/@cloudflare/workerd-linux-64/bin/workerd"), "the runtime")
	tally         = flag.String("tally", "", "a file that gets how many rows each twin passed")
)

// pair is both twins, with an exchange each, so that what reaches one is not
// taken for the other's.
type pair struct {
	twins     [2]*Twin
	exchanges [2]*Exchange
	cache     *Cache
}

// startPair starts both twins afresh. With no limit for one address they keep
// to no budget of the exchange either.
func startPair(t testing.TB, limit int) *pair {
	t.Helper()
	return startPaced(t, limit, limit != unlimited)
}

func startPaced(t testing.TB, limit int, paced bool) *pair {
	t.Helper()
	p := &pair{}
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	var err error
	for i := range p.exchanges {
		p.exchanges[i], err = NewExchange()
		must(err)
		t.Cleanup(p.exchanges[i].Close)
	}
	p.cache, err = NewCache(time.Now)
	must(err)
	t.Cleanup(p.cache.Close)
	var flags []string
	if !paced {
		flags = append(flags, "-unpaced")
	}
	p.twins[0], err = StartNative(*nativeBinary, filepath.Join(root, "dist/site"), p.exchanges[0], flags...)
	must(err)
	t.Cleanup(p.twins[0].Stop)
	edge := p.edge(limit)
	edge.Unpaced = !paced
	p.twins[1], err = edge.Start()
	must(err)
	t.Cleanup(p.twins[1].Stop)
	return p
}

// edge is how the edge twin is run, over the pair's exchange and cache.
func (p *pair) edge(limit int) Workerd {
	settings, err := os.ReadFile(filepath.Join(root, "wrangler.toml"))
	if err != nil {
		panic(err) // the repository has one
	}
	return Workerd{
		Binary: *workerdBinary, Edge: filepath.Join(root, "dist/edge"), Date: Setting(string(settings), "compatibility_date"),
		Limit: limit, Exchange: p.exchanges[1], Cache: p.cache,
	}
}

// kept waits until what a twin has answered is kept: the native one has done
// so before it answers, the edge does so after.
func (p *pair) kept(t *testing.T, twin *Twin, target string) {
	t.Helper()
	if twin == p.twins[1] && !p.cache.Await(twin.Addr+target) {
		t.Errorf("%s is not kept", target)
	}
}

// rowLimit is the edge's limit of one address, as deployed.
const rowLimit = 600

// counts are the rows that each twin passed, and that were left out.
var counts struct {
	sync.Mutex
	passed  map[string]int
	skipped int
}

// counted runs one row against one twin and counts it.
func counted(t *testing.T, name string, twin *Twin, run func(t *testing.T)) {
	t.Run(name+"/"+twin.Name, func(t *testing.T) {
		t.Cleanup(func() {
			counts.Lock()
			defer counts.Unlock()
			if t.Skipped() {
				counts.skipped++
			} else if !t.Failed() {
				counts.passed[twin.Name]++
			}
		})
		run(t)
	})
}

func TestMain(m *testing.M) {
	flag.Parse()
	counts.passed = map[string]int{}
	code := m.Run()
	if *tally != "" {
		line := fmt.Sprintf("conformance native %s workerd %s skipped %d\n", strconv.Itoa(counts.passed["native"]), strconv.Itoa(counts.passed["workerd"]), counts.skipped)
		if err := os.WriteFile(*tally, []byte(line), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}
