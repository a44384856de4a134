package strconv

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
)

// The powers are those that the standard package lists.
func TestPowersAreTheStandardOnes(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(runtime.GOROOT(), "src/internal/strconv/pow10tab.go"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`\{(0x[0-9a-f]{16}), (0x[0-9a-f]{16})\}, // 1e(-?\d+) `).FindAllSubmatch(file, -1)
	if len(rows) != len(pow10Tab) {
		t.Fatalf("the standard package lists %d powers, here are %d", len(rows), len(pow10Tab))
	}
	for i, row := range rows {
		hi, _ := strconv.ParseUint(string(row[1]), 0, 64)
		lo, _ := strconv.ParseUint(string(row[2]), 0, 64)
		if want := (uint128{hi, lo}); pow10Tab[i] != want {
			t.Fatalf("1e%s is %x, want %x", row[3], pow10Tab[i], want)
		}
		if power, _ := strconv.Atoi(string(row[3])); power != i+pow10Min {
			t.Fatalf("row %d is 1e%d", i, power)
		}
	}
}
