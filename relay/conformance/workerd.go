package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// limitModule stands in for the platform's rate limit, which workerd alone
// does not have: so many requests of a key, as wrangler.toml says.
const limitModule = `
const limit = %d;
const seen = new Map();
export default () => ({
  async limit({ key }) {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { success: count <= limit };
  },
});
`

const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .edge),
    (name = "outside", external = (address = "%s", http = ())),
    (name = "cache", external = (address = "%s", http = ())),%s
  ],
  sockets = [(name = "http", address = "%s", http = (), service = "main")%s],
  extensions = [(modules = [(name = "brink:limit", internal = true, esModule = embed "limit.mjs")])],
);

const edge :Workerd.Worker = (
  modules = [
%s  ],
  compatibilityDate = "%s",
  globalOutbound = "outside",
  cacheApiOutbound = "cache",
  bindings = [
    (name = "LIMIT", wrapped = (moduleName = "brink:limit")),
    (name = "ORIGIN", text = "http://%s"),%s
  ],
);
`

// Census is what the platform lends a Worker that gathers accounts: a namespace, and runs
// on a schedule, which somebody who asks the address Trigger begins.
type Census struct {
	Store   string // host and port of the namespace's keys
	Trigger string // host and port
	Seconds int    // that a run listens
}

const triggerWorker = `
const trigger :Workerd.Worker = (
  modules = [(name = "trigger.mjs", esModule = embed "trigger.mjs")],
  compatibilityDate = "%s",
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "MAIN", service = "main")],
);
`

const triggerModule = `export default {
  async fetch(_, env) {
    const { outcome } = await env.MAIN.scheduled({ scheduledTime: new Date(), cron: "7 * * * *" });
    return new Response(outcome);
  },
};
`

// lend is what a configuration says of it: services, sockets, bindings, and what follows.
func (c *Census) lend(date string) (services, sockets, bindings, after string) {
	if c == nil {
		return "", "", "", ""
	}
	return fmt.Sprintf(`
    (name = "store", external = (address = %q, http = ())),
    (name = "trigger", worker = .trigger),`, c.Store), fmt.Sprintf(`, (name = "trigger", address = %q, http = (), service = "trigger")`, c.Trigger),
		fmt.Sprintf(`(name = "CENSUS", kvNamespace = "store"), (name = "CENSUS_SECONDS", text = "%d"),`, c.Seconds), fmt.Sprintf(triggerWorker, date)
}

// Workerd says how to run the edge twin.
type Workerd struct {
	Binary, Edge string // the runtime, and the folder of the Worker as uploaded
	Addr         string // host and port to listen on; "" for any
	Date         string // the compatibility date of wrangler.toml
	Limit        int    // requests of one address
	Unpaced      bool   // the exchange's budgets are not kept to
	Exchange     *Exchange
	Cache        *Cache
	Census       *Census // nil for none
}

// Start runs the Worker on workerd. Whatever it fetches, from any origin,
// reaches the exchange, which sees the name that was asked for.
func (w Workerd) Start() (*Twin, error) {
	addr := w.Addr
	if addr == "" {
		var err error
		if addr, err = free(); err != nil {
			return nil, err
		}
	}
	folder, err := os.MkdirTemp("", "edge")
	if err != nil {
		return nil, err
	}
	tidy := func() { _ = os.RemoveAll(folder) }
	files, err := os.ReadDir(w.Edge)
	if err != nil {
		tidy()
		return nil, err
	}
	modules := ""
	for _, file := range files {
		kind, line := "esModule", ""
		if filepath.Ext(file.Name()) == ".wasm" {
			kind = "wasm"
		}
		line = fmt.Sprintf("    (name = %q, %s = embed %q),\n", file.Name(), kind, file.Name())
		if file.Name() == "entry.mjs" { // the first one is the Worker
			modules = line + modules
		} else {
			modules += line
		}
		content, err := os.ReadFile(filepath.Join(w.Edge, file.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, file.Name()), content, 0o644)
		}
		if err != nil {
			tidy()
			return nil, err
		}
	}
	unpaced := ""
	if w.Unpaced {
		unpaced = `(name = "UNPACED", text = "1"),`
	}
	services, sockets, bindings, after := w.Census.lend(w.Date)
	config := fmt.Sprintf(workerdConfig, w.Exchange.Addr(), w.Cache.Addr(), services, addr, sockets, modules, w.Date, addr, unpaced+bindings) + after
	for name, text := range map[string]string{"limit.mjs": fmt.Sprintf(limitModule, w.Limit), "trigger.mjs": triggerModule, "config.capnp": config} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			tidy()
			return nil, err
		}
	}
	binary, err := filepath.Abs(w.Binary)
	if err != nil {
		tidy()
		return nil, err
	}
	command := exec.Command(binary, "serve", "config.capnp")
	if w.Census != nil {
		command.Args = append(command.Args, "--experimental") // for whoever begins its runs
	}
	command.Dir = folder
	return start(command, "workerd", addr, tidy)
}

// StartWrangler runs what would be deployed as wrangler does on a desk, in the
// repository's root: the platform's own code for files, and the Worker. Its
// relay asks real exchanges, so it is to be asked for files alone.
func StartWrangler(root string) (*Twin, error) {
	addr, err := free()
	if err != nil {
		return nil, err
	}
	inspector, err := free()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "wrangler")
	if err != nil {
		return nil, err
	}
	port := func(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
	command := exec.Command("node", "relay/node_modules/wrangler/bin/wrangler.js", "dev", "--local", "--ip", "127.0.0.1",
		"--port", port(addr), "--inspector-port", port(inspector), "--persist-to", folder, "--show-interactive-dev-session=false")
	command.Dir = root
	command.Env = append(os.Environ(), "CI=1", "WRANGLER_SEND_METRICS=false", "WRANGLER_SEND_ERROR_REPORTS=false", "CLOUDFLARE_CF_FETCH_ENABLED=false", "WRANGLER_LOG_PATH="+folder)
	return start(command, "wrangler", addr, func() { _ = os.RemoveAll(folder) })
}

// Setting is the value of a key in a TOML file's text, as it stands there
// without quotes; "" where there is none.
func Setting(text, key string) string {
	for _, line := range strings.Split(text, "\n") {
		if name, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(name) == key {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}
