//go:build js && tinygo

package codecs

// further is empty in what a browser loads (the page is built with this tag), which connects to no such venue.
var further [0]entry
