package census

import "encoding/hex"

// Address is an account's public name, written 0x and 40 hexadecimal digits.
type Address [20]byte

// ParseAddress reads an address, in upper or lower case; false of anything else.
func ParseAddress(text string) (a Address, ok bool) {
	if len(text) != 2+2*len(a) || text[0] != '0' || text[1] != 'x' && text[1] != 'X' {
		return a, false
	}
	_, err := hex.Decode(a[:], []byte(text[2:]))
	return a, err == nil
}

// String is the whole of it.
func (a Address) String() string { return "0x" + hex.EncodeToString(a[:]) }

// Short is its first and last four digits.
func (a Address) Short() string {
	text := a.String()
	return text[:6] + "…" + text[len(text)-4:]
}
