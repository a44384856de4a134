package strconv

// uint128 is the standard package's, in whose place this file is not put.
type uint128 struct {
	Hi uint64
	Lo uint64
}
