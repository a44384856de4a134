package codecs

// further is empty in a browser, which connects to live venues alone.
var further [0]entry
