package replay

// mostRead is the largest content that is read, in bytes: the page refuses
// larger files by Oversize, and what is within a gzip was unpacked since.
const mostRead = MaxUnzipped

// unzip leaves a gzip as it is: the browser unpacks it before it comes here,
// so this one was within another.
func unzip(file []byte) ([]byte, Ending) { return nil, PackedTwice }
