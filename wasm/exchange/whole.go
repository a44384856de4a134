//go:build !(js && tinygo)

package exchange

// Whole says that plans and codecs hold every call that a venue answers. What a
// browser loads (the page is built with this tag) holds those alone that live
// markets ask.
const Whole = true
