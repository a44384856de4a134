package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	venues "brink/wasm/venue"
)

// listenTLS listens under TLS, with a fresh certificate of its own for the
// hosts of every venue. No browser trusts it unless told to.
func listenTLS(address string) (net.Listener, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(240 * time.Hour), DNSNames: hosts()}
	made, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate := tls.Certificate{Certificate: [][]byte{made}, PrivateKey: key}
	return tls.Listen("tcp", address, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}})
}

// hosts are all that the adapters ask.
func hosts() []string {
	seen := map[string]bool{}
	var list []string
	add := func(host string) {
		if host != "" && !seen[host] {
			seen[host] = true
			list = append(list, host)
		}
	}
	for _, venue := range venues.Offered() {
		plan := codecs.PlanOf(venue)
		for i := range plan.Endpoints {
			add(plan.Endpoints[i].Host)
		}
		for _, socket := range plan.Sockets([]string{"BTCUSDT"}, exchange.WantAll) {
			add(socket.Host)
		}
	}
	return list
}
