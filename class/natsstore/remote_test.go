package natsstore

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"socketschool/class"
	"socketschool/class/storetest"
)

// listen starts a NATS server on a free port, unless the options have one.
func listen(t *testing.T, options server.Options) *server.Server {
	t.Helper()
	options.Host, options.JetStream, options.NoSigs, options.NoLog = "127.0.0.1", true, true, true
	if options.Port == 0 {
		options.Port = server.RANDOM_PORT
	}
	if options.StoreDir == "" {
		options.StoreDir = t.TempDir()
	}
	srv, err := server.NewServer(&options)
	if err != nil {
		t.Fatal(err)
	}
	go srv.Start()
	if !srv.ReadyForConnections(readyTime) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() {
		srv.Shutdown()
		srv.WaitForShutdown()
	})
	return srv
}

func connect(t *testing.T, r Remote) *Store {
	t.Helper()
	s, err := Connect(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestRemote(t *testing.T) {
	storetest.Run(t, func(t *testing.T) class.Store {
		return connect(t, Remote{URL: listen(t, server.Options{}).ClientURL()})
	})
	t.Run("retried", func(t *testing.T) {
		retried(t, connect(t, Remote{URL: listen(t, server.Options{}).ClientURL()}))
	})
}

// TestSecured: TLS of a private CA, and credentials, are asked for and used.
func TestSecured(t *testing.T) {
	dir := t.TempDir()
	options, creds, ca := secured(t, dir)
	srv := listen(t, options)
	at := "tls://" + srv.Addr().String()
	s := connect(t, Remote{URL: at, Credentials: creds, CA: ca})
	if _, err := s.Put(t.Context(), "room.a", []byte("1"), 0); err != nil {
		t.Error(err)
	}
	refused := func(r Remote, want string) {
		t.Helper()
		if s, err := Connect(t.Context(), r, nil); err == nil {
			s.Close()
			t.Errorf("%+v is let in", r)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", r, err, want)
		}
	}
	refused(Remote{URL: at, CA: ca}, "refuses the credentials")
	refused(Remote{URL: at, Credentials: creds}, "certificate")
	refused(Remote{URL: at, Credentials: filepath.Join(dir, "none"), CA: ca}, "none")
}

// TestUnreachable: the message says what to do, and no password.
func TestUnreachable(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	ln.Close()
	_, err = Connect(t.Context(), Remote{URL: "nats://ada:secret@" + at}, nil)
	if err == nil || !strings.Contains(err.Error(), at+" cannot be reached") || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}

// TestComesBack: once the server is known to be away a change fails at once; when it is back, changes
// and the watch go on.
func TestComesBack(t *testing.T) {
	dir := t.TempDir()
	srv := listen(t, server.Options{StoreDir: dir})
	port := srv.Addr().(*net.TCPAddr).Port
	s := connect(t, Remote{URL: srv.ClientURL()})
	school, err := class.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(school.Close)
	room, _, err := school.CreateRoom(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	lost := s.conn.StatusChanged(nats.DISCONNECTED, nats.RECONNECTING)
	srv.Shutdown()
	srv.WaitForShutdown()
	<-lost
	join := func(s *class.School, name string) error {
		_, _, err := s.Join(t.Context(), class.JoinRequest{Code: room.Code, Name: name, Session: name})
		return err
	}
	if err := join(school, "Ada"); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a change without a server: %v, want an error at once", err)
	}
	if _, ok := school.Room(room.Code); !ok {
		t.Error("the room is gone while the server is away")
	}
	again := listen(t, server.Options{StoreDir: dir, Port: port})
	other, err := class.Open(t.Context(), connect(t, Remote{URL: again.ClientURL()}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	changed, stop := school.Watch(room.Code)
	defer stop()
	if err := join(other, "Grace"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.After(readyTime); len(school.Members(room.Code)) == 0; {
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("the watch has brought nothing since")
		}
	}
	if err := join(school, "Ada"); err != nil {
		t.Error(err)
	}
}

// secured returns options of a server with TLS and accounts, and the files of a client's
// credentials and of the CA.
func secured(t *testing.T, dir string) (options server.Options, creds, ca string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(name string, content []byte) string {
		name = filepath.Join(dir, name)
		must(os.WriteFile(name, content, 0o600))
		return name
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(err)
	ca = write("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	options.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}

	operator, err := nkeys.CreateOperator()
	must(err)
	account, err := nkeys.CreateAccount()
	must(err)
	system, err := nkeys.CreateAccount()
	must(err)
	user, err := nkeys.CreateUser()
	must(err)
	public := func(k nkeys.KeyPair) string {
		text, err := k.PublicKey()
		must(err)
		return text
	}
	operatorClaims := jwt.NewOperatorClaims(public(operator))
	operatorClaims.SystemAccount = public(system)
	resolver := &server.MemAccResolver{}
	for _, k := range []nkeys.KeyPair{account, system} {
		claims := jwt.NewAccountClaims(public(k))
		if k == account {
			claims.Limits.JetStreamLimits = jwt.JetStreamLimits{
				MemoryStorage: jwt.NoLimit, DiskStorage: jwt.NoLimit, Streams: jwt.NoLimit, Consumer: jwt.NoLimit,
			}
		}
		text, err := claims.Encode(operator)
		must(err)
		must(resolver.Store(public(k), text))
	}
	options.TrustedOperators = []*jwt.OperatorClaims{operatorClaims}
	options.AccountResolver, options.SystemAccount = resolver, public(system)
	token, err := jwt.NewUserClaims(public(user)).Encode(account)
	must(err)
	seed, err := user.Seed()
	must(err)
	file, err := jwt.FormatUserConfig(token, seed)
	must(err)
	return options, write("user.creds", file), ca
}
