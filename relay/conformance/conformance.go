// Package conformance holds the two twins of the relay against one table of
// requests and against hostile ones, each twin as the program that is shipped:
// the native binary, and the Worker on workerd. Exchanges, the platform's
// cache and its rate limit are stood in for on loopback; nothing here leaves
// the machine. It knows the policy's table and no twin's inside.
//
// Its tests start programs that must have been built first, so they hide
// behind the build tag "conformance"; relay/test.sh builds and runs all.
package conformance

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"brink/relay/policy"
)

// Twin is one running relay.
type Twin struct {
	Name   string
	Origin string // that it is served on, and its own
	Addr   string // host and port
	PID    int
	stop   func()
}

// Stop ends the twin and whatever it started.
func (t *Twin) Stop() { t.stop() }

// Memory is the twin's resident set now, in bytes.
func (t *Twin) Memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", t.PID))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, fmt.Errorf("statm says %q", text)
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// tick is the unit of /proc's processor times on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// CPU is the processor time that the twin has used, in user and system mode,
// to 10 milliseconds.
func (t *Twin) CPU() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", t.PID))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // a name may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("stat says %q", text)
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// start runs a program in a process group of its own and waits until its
// address takes connections.
func start(command *exec.Cmd, name, addr string, tidy func()) (*Twin, error) {
	said := &output{}
	command.Stdout, command.Stderr = said, said
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		tidy()
		return nil, err
	}
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	var once sync.Once
	twin := &Twin{Name: name, Origin: "http://" + addr, Addr: addr, PID: command.Process.Pid}
	twin.stop = func() {
		once.Do(func() {
			// workerd ignores SIGTERM while a socket is open.
			_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
			<-ended
			tidy()
		})
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		select {
		case <-ended:
			tidy()
			return nil, fmt.Errorf("%s ended at once: %s", name, said)
		case <-time.After(20 * time.Millisecond):
		}
		if conn, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			_ = conn.Close()
			return twin, nil
		}
	}
	twin.Stop()
	return nil, fmt.Errorf("%s does not listen on %s: %s", name, addr, said)
}

// output keeps the beginning of what a program says.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() < 16<<10 {
		o.text.Write(p)
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// free is an address of loopback that nobody listens on.
func free() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// StartNative runs the native binary over the built site, with the exchange
// in place of every venue's origin and more flags; without one, as it is run
// for visitors, and then it is to be asked for files alone.
func StartNative(binary, site string, exchange *Exchange, more ...string) (*Twin, error) {
	addr, err := free()
	if err != nil {
		return nil, err
	}
	args := append([]string{"-addr", addr, "-site", site}, more...)
	for venue := range policy.Upstreams() {
		if exchange == nil {
			break
		}
		at, err := exchange.Venue(venue)
		if err != nil {
			return nil, err
		}
		args = append(args, "-upstream", venue+"="+at)
	}
	return start(exec.Command(binary, args...), "native", addr, func() {})
}
