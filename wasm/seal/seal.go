// Package seal writes and checks text that is stored on the device: its first
// line names its kind and version and holds a checksum, so that what was cut
// short or changed is noticed. It knows nothing of what the text means or where it is
// kept.
package seal

import (
	"hash/crc32"
	"strconv"
	"strings"
)

// Text is a body with the line of its kind, a name and a version, before it:
//
//	brink-look-1 0a1b2c3d
//	the body
func Text(kind, body string) string {
	return kind + " " + sum(kind, body) + "\n" + body
}

// Open checks the first line of a text and returns the body after it, or a
// complaint: the part of a sentence that says what is wrong.
func Open(kind, text string) (body, complaint string) {
	head, body, found := strings.Cut(text, "\n")
	name, checksum, _ := strings.Cut(head, " ")
	switch {
	case name != kind && strings.HasPrefix(name, kind[:strings.LastIndexByte(kind, '-')+1]):
		return "", "it is of another version"
	case name != kind:
		return "", "it is something else"
	case !found || checksum != sum(kind, body):
		return "", "it is cut short or was changed"
	}
	return body, ""
}

// sum is the checksum of kind and body, as eight hexadecimal digits.
func sum(kind, body string) string {
	// The bit above the 32 makes nine digits, of which the last eight include
	// leading zeroes.
	check := 1<<32 | uint64(crc32.ChecksumIEEE([]byte(kind+"\n"+body)))
	return strconv.FormatUint(check, 16)[1:]
}
