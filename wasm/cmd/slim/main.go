// Command slim makes a js/wasm program of Go 1.26 smaller: without the source
// lines that only the trace of a crash prints, and with tables that the
// program writes itself when it is instantiated. It runs as before.
//
//	slim IN OUT NAMES
//
// In a trace functions have numbers; NAMES says, a line each, which they are.
// A program of another layout is written as it is, with a word on that.
package main

import (
	"errors"
	"fmt"
	"os"

	"brink/wasm/module"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: slim IN OUT NAMES")
		os.Exit(2)
	}
	file, err := os.ReadFile(os.Args[1])
	if err == nil {
		small, names, reason := slim(file)
		if reason != nil {
			fmt.Fprintf(os.Stderr, "slim: %s is left as it is: %v\n", os.Args[1], reason)
			small = file
		}
		err = errors.Join(os.WriteFile(os.Args[2], small, 0o644), os.WriteFile(os.Args[3], list(names), 0o644))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "slim: %v\n", err)
		os.Exit(1)
	}
}

// list is names with their numbers, a line each.
func list(names []string) (text []byte) {
	for i, name := range names {
		text = fmt.Appendf(text, "%04d %s\n", i, name)
	}
	return text
}

// slim is the smaller program and what its functions were called, or an error
// where it is of no known layout.
func slim(file []byte) (small []byte, names []string, err error) {
	sections, err := module.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	data, ok := module.Find(sections, module.Data)
	if !ok {
		return nil, nil, fmt.Errorf("it has no data")
	}
	memory, err := module.ReadMemory(data.Body)
	if err != nil {
		return nil, nil, err
	}
	tables, err := module.FindTables(memory)
	if err != nil {
		return nil, nil, err
	}
	if err := tables.DropLines(memory); err != nil {
		return nil, nil, err
	}
	if names, err = tables.DropNames(memory); err != nil {
		return nil, nil, err
	}
	start := tables.DropIndex(memory)
	data.Body = module.AppendMemory(nil, memory)
	if sections, err = module.AddStart(sections, start); err != nil {
		return nil, nil, err
	}
	return module.Join(sections), names, nil
}
