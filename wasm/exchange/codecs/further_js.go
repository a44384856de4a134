package codecs

// further is empty in a browser, which connects to no such venue.
var further [0]entry
