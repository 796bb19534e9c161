package csp

import (
	"slices"
	"strings"
	"testing"
)

func TestHeaderAndMetaDifferInFormsAndFramesOnly(t *testing.T) {
	header, meta := strings.Split(Header(), "; "), strings.Split(Meta(), "; ")
	onlyIn := func(a, b []string) []string {
		return slices.DeleteFunc(slices.Clone(a), func(d string) bool { return slices.Contains(b, d) })
	}
	if got, want := onlyIn(header, meta), []string{"form-action 'self'", "frame-ancestors 'none'"}; !slices.Equal(got, want) {
		t.Errorf("only in the header: %q, want %q", got, want)
	}
	if got, want := onlyIn(meta, header), []string{"form-action 'none'"}; !slices.Equal(got, want) {
		t.Errorf("only in the meta element: %q, want %q", got, want)
	}
}
