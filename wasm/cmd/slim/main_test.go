package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/module"
)

// run runs a command and returns what it printed on both outputs.
func run(t *testing.T, env []string, name string, args ...string) (string, error) {
	t.Helper()
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), env...)
	out, err := command.CombinedOutput()
	return string(out), err
}

// programs builds the program of testdata and returns the paths of it and of
// what slim makes of it, and how its functions were called.
func programs(t *testing.T) (before, after string, names []string) {
	t.Helper()
	folder := t.TempDir()
	before, after = filepath.Join(folder, "before.wasm"), filepath.Join(folder, "after.wasm")
	if out, err := run(t, []string{"GOOS=js", "GOARCH=wasm"}, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", before, "./testdata/program"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	file, err := os.ReadFile(before)
	if err != nil {
		t.Fatal(err)
	}
	small, names, err := slim(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > len(file)*9/10 {
		t.Errorf("of %d bytes %d are left", len(file), len(small))
	}
	if err := os.WriteFile(after, small, 0o644); err != nil {
		t.Fatal(err)
	}
	return before, after, names
}

func TestProgramRunsAsBefore(t *testing.T) {
	before, after, names := programs(t)
	node := func(args ...string) (string, error) {
		return run(t, nil, "node", append([]string{"--stack-size=4096", filepath.Join(runtime.GOROOT(), "lib/wasm/wasm_exec_node.js")}, args...)...)
	}
	want, err := node(before)
	if err != nil {
		t.Fatalf("%v\n%s", err, want)
	}
	got, err := node(after)
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	// Names and lines are what is gone.
	if want = strings.Replace(want, "names true true", "names false false", 1); got != want || !strings.Contains(got, "names false false") {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
	// A trace tells the functions that led to a panic, by number.
	got, err = node(after, "panic")
	called := regexp.MustCompile(`program\.(\d{4})\(`).FindAllStringSubmatch(got, -1)
	if err == nil || !strings.Contains(got, "panic: asked for") || len(called) == 0 {
		t.Fatalf("%v\n%s", err, got)
	}
	if number, _ := strconv.Atoi(called[0][1]); names[number] != "main.main" {
		t.Errorf("%s is said to have panicked", names[number])
	}
}

// What the program writes of its tables when it is instantiated is what the
// linker had written.
func TestTablesAreWrittenAgain(t *testing.T) {
	before, after, _ := programs(t)
	file, err := os.ReadFile(before)
	if err != nil {
		t.Fatal(err)
	}
	sections, err := module.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if joined, err := module.Parse(module.Join(sections)); err != nil || !reflect.DeepEqual(joined, sections) {
		t.Errorf("a file that was taken apart and joined is another: %v", err)
	}
	data, _ := module.Find(sections, module.Data)
	memory, err := module.ReadMemory(data.Body)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := module.FindTables(memory)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	part := func(from, to int) { parts = append(parts, strconv.Itoa(from), strconv.Itoa(to)) }
	part(0, tables.Names)
	part(tables.Index, tables.Index+8*tables.Functions+8)
	part(tables.Buckets, len(memory)+1<<16)
	out, err := run(t, nil, "node", append([]string{"testdata/memory.mjs", before, after}, parts...)...)
	if err != nil || out != "3 parts are equal\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestOtherFilesAreLeft(t *testing.T) {
	for name, file := range map[string][]byte{
		"empty":      nil,
		"no wasm":    []byte("not at all"),
		"no section": []byte("\x00asm\x01\x00\x00\x00"),
		"cut short":  []byte("\x00asm\x01\x00\x00\x00\x0b\x7f"),
		"other data": []byte("\x00asm\x01\x00\x00\x00\x0b\x09\x01\x00\x41\x00\x0b\x03abc"),
	} {
		if out, _, err := slim(file); err == nil {
			t.Errorf("%s: %d bytes came out", name, len(out))
		}
	}
}
