package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"

	"brink/wasm/market"
	"brink/wasm/score"
)

// elements are judged elements as columns, from which anyone can recompute every
// figure.
type elements struct {
	times   []market.Millis
	sides   []market.Side
	names   []string
	columns [][]float64
}

func elementsOf(r *score.Report) (e elements) {
	e.names = append([]string{"y"}, score.Names[:]...)
	if j := r.Judged; j != nil {
		e.times, e.sides = j.Times, j.Sides
		e.columns = append([][]float64{j.Y}, j.Forecasts[:]...)
	}
	return e
}

// writeElements writes a CSV, a line an element.
func writeElements(name string, e elements) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	w := bufio.NewWriter(file)
	fmt.Fprint(w, "ts_ms,side")
	for _, column := range e.names {
		fmt.Fprintf(w, ",%s", column)
	}
	fmt.Fprintln(w)
	for i := range e.times {
		fmt.Fprintf(w, "%d,%s", e.times[i], e.sides[i])
		for _, column := range e.columns {
			fmt.Fprintf(w, ",%s", number(column[i]))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// number is the shortest text that reads back as the same float64.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
