// Command slim makes a js/wasm program of Go 1.26 smaller: without the source
// lines that only the trace of a crash prints, and with tables that the
// program writes itself when it is instantiated. It runs as before.
//
//	slim IN OUT
//
// A program of another layout is written as it is, with a word on that.
package main

import (
	"fmt"
	"os"

	"brink/wasm/module"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: slim IN OUT")
		os.Exit(2)
	}
	file, err := os.ReadFile(os.Args[1])
	if err == nil {
		small, reason := slim(file)
		if reason != nil {
			fmt.Fprintf(os.Stderr, "slim: %s is left as it is: %v\n", os.Args[1], reason)
			small = file
		}
		err = os.WriteFile(os.Args[2], small, 0o644)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "slim: %v\n", err)
		os.Exit(1)
	}
}

// slim is the smaller program, or an error where it is of no known layout.
func slim(file []byte) ([]byte, error) {
	sections, err := module.Parse(file)
	if err != nil {
		return nil, err
	}
	data, ok := module.Find(sections, module.Data)
	if !ok {
		return nil, fmt.Errorf("it has no data")
	}
	memory, err := module.ReadMemory(data.Body)
	if err != nil {
		return nil, err
	}
	tables, err := module.FindTables(memory)
	if err != nil {
		return nil, err
	}
	if err := tables.DropLines(memory); err != nil {
		return nil, err
	}
	start := tables.DropIndex(memory)
	data.Body = module.AppendMemory(nil, memory)
	if sections, err = module.AddStart(sections, start); err != nil {
		return nil, err
	}
	return module.Join(sections), nil
}
