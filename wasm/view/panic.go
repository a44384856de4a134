package view

// PanicText says that an action ended in a panic, whose cause is what it said.
func PanicText(cause any) string {
	said := "unknown"
	switch c := cause.(type) {
	case error:
		said = c.Error()
	case string:
		said = c
	case interface{ String() string }:
		said = c.String()
	}
	return "Brink made a mistake and left what it was doing undone (" + said + "). The rest goes on; reload the page where something looks wrong."
}
