//go:build !js

package replay

import (
	"bytes"
	"compress/gzip"
	"io"
)

// mostRead is the largest content that is read, in bytes.
const mostRead = MaxSize

// unzip returns what a gzip holds, within MaxUnzipped, and how it ended. What
// was readable of one that is cut or damaged is returned as well.
func unzip(file []byte) ([]byte, Ending) {
	var out bytes.Buffer
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err == nil {
		out.Grow(min(8*len(file), MaxUnzipped/4))
		_, err = io.Copy(&out, io.LimitReader(z, MaxUnzipped+1))
	}
	switch {
	case out.Len() > MaxUnzipped:
		return nil, TooLarge
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return out.Bytes(), CutShort
	case err != nil:
		return out.Bytes(), Damaged
	case IsGzip(out.Bytes()):
		return nil, PackedTwice
	}
	return out.Bytes(), Whole
}
