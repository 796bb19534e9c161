package web

import "testing"

// TestPlainCell: no cell is a formula for a spreadsheet.
func TestPlainCell(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Ada": "Ada", "a=1": "a=1", "É": "É",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra",
	} {
		if got := plainCell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
