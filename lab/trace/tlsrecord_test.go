package trace

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketschool/lab/event"
)

// tlsRecord returns a TLS record.
func tlsRecord(kind byte, body ...byte) []byte {
	p := []byte{kind, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(p[3:], uint16(len(body)))
	return append(p, body...)
}

func record(kind string, size int) event.TLSRecord { return event.TLSRecord{Type: kind, Bytes: size} }

// message returns a handshake message of that type and length.
func message(kind byte, length int) []byte {
	return append([]byte{kind, byte(length >> 16), byte(length >> 8), byte(length)}, bytes.Repeat([]byte{0xff}, length)...)
}

func TestRecordParser(t *testing.T) {
	certificate := message(11, 20000) // takes two records
	tests := []struct {
		name string
		wire [][]byte
		want []event.TLSRecord
	}{
		{"TLS 1.3, by the client", [][]byte{
			tlsRecord(22, message(1, 300)...), tlsRecord(20, 1), tlsRecord(23, make([]byte, 53)...),
		}, []event.TLSRecord{record("ClientHello", 309), record("ChangeCipherSpec", 6), record("ApplicationData", 58)}},
		{"TLS 1.2, by the server", [][]byte{
			tlsRecord(22, message(2, 80)...), tlsRecord(22, certificate[:16384]...), tlsRecord(22, certificate[16384:]...),
			tlsRecord(22, message(12, 100)...), tlsRecord(22, message(14, 0)...),
			tlsRecord(20, 1), tlsRecord(22, make([]byte, 40)...), tlsRecord(21, make([]byte, 26)...),
		}, []event.TLSRecord{
			record("ServerHello", 89), record("Certificate", 16389), record("Certificate", 20004-16384+5), record("ServerKeyExchange", 109),
			record("ServerHelloDone", 9), record("ChangeCipherSpec", 6), record("Handshake", 45), record("Alert", 31),
		}},
		{"several messages in one record go by the first", [][]byte{
			tlsRecord(22, slices.Concat(message(2, 10), message(11, 10), message(14, 0))...),
		}, []event.TLSRecord{record("ServerHello", 37)}},
		{"a hello that was asked for again", [][]byte{
			tlsRecord(20, 1), tlsRecord(22, message(1, 200)...), tlsRecord(22, message(1, 3)[:5]...),
		}, []event.TLSRecord{record("ChangeCipherSpec", 6), record("ClientHello", 209), record("Handshake", 10)}},
		{"unknown message, empty record, heartbeat", [][]byte{
			tlsRecord(22, message(99, 1)...), tlsRecord(23), tlsRecord(24, 1, 0, 0),
		}, []event.TLSRecord{record("Handshake", 10), record("ApplicationData", 5), record("Heartbeat", 8)}},
		{"plain text", [][]byte{[]byte("hello in the clear, and no end of it\n")}, nil},
		{"plain text after a record", [][]byte{tlsRecord(21, 2, 10), []byte("GET / HTTP/1.1\r\n"), tlsRecord(21, 2, 10)},
			[]event.TLSRecord{record("Alert", 7)}},
		{"a record too long", [][]byte{{23, 3, 3, 0xff, 0xff}, tlsRecord(21, 2, 10)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wire := bytes.Join(tt.wire, nil)
			for _, piece := range []int{1, 2, 3, 7, 1000, len(wire)} {
				if diff := cmp.Diff(tt.want, parseInPieces(wire, piece)); diff != "" {
					t.Errorf("in pieces of %d:\n%s", piece, diff)
				}
			}
		})
	}
}

func parseInPieces(wire []byte, piece int) (all []event.TLSRecord) {
	var r recordParser
	for p := range slices.Chunk(wire, piece) {
		all = append(all, r.parse(p)...)
	}
	return all
}

// TestRecordsAreBounded: a peer cannot fill the log's memory with empty records.
func TestRecordsAreBounded(t *testing.T) {
	var r recordParser
	if n := len(r.parse(bytes.Repeat(tlsRecord(23), 10000))); n != maxRecords {
		t.Errorf("%d records in one event", n)
	}
	if got := r.parse(tlsRecord(21, 1, 0)); len(got) != 1 || got[0].Type != "Alert" {
		t.Errorf("after that: %v", got)
	}
}

// FuzzRecordParser: no bytes make the parser panic, and the result does not depend
// on how they are cut.
func FuzzRecordParser(f *testing.F) {
	f.Add(slices.Concat(tlsRecord(22, message(1, 40)...), tlsRecord(20, 1), tlsRecord(23, 1, 2, 3)), uint8(3))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), uint8(1))
	f.Add(bytes.Repeat(tlsRecord(22), 40), uint8(200))
	f.Fuzz(func(t *testing.T, wire []byte, piece uint8) {
		whole := parseInPieces(wire, len(wire)+1)
		cut := parseInPieces(wire, int(piece)+1)
		if len(whole) == maxRecords { // the bound is an event's
			cut = cut[:min(len(cut), maxRecords)]
		}
		if diff := cmp.Diff(whole, cut); diff != "" {
			t.Error(diff)
		}
		total := 0
		for _, r := range cut {
			total += r.Bytes
			if r.Type == "" || strings.ContainsFunc(r.Type, func(c rune) bool { return c > 'z' }) {
				t.Errorf("a record is called %q", r.Type)
			}
		}
		if total > len(wire) {
			t.Errorf("%d bytes of records in %d", total, len(wire))
		}
	})
}
