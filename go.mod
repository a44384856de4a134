module brink

go 1.26.0

// Packages of npm bring Go files that are none of this module's.
ignore ./site/node_modules

require (
	github.com/gorilla/websocket v1.5.3
	github.com/maypok86/otter/v2 v2.4.0
	github.com/syumai/workers v0.32.0
	github.com/valyala/fastjson v1.6.10
	github.com/vugu/vugu v0.4.0
	golang.org/x/image v0.26.0
	golang.org/x/time v0.16.0
)

require (
	github.com/vugu/html v0.0.0-20190914200101-c62dc20b8289 // indirect
	github.com/vugu/vjson v0.0.0-20200505061711-f9cbed27d3d9 // indirect
	github.com/vugu/xxhash v0.0.0-20191111030615-ed24d0179019 // indirect
	golang.org/x/text v0.24.0 // indirect
)

tool github.com/vugu/vugu/cmd/vugugen
