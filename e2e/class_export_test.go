package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestClassExport: the instructor gets the members as a file.
func TestClassExport(t *testing.T) {
	c := holdClass(t, t.TempDir())
	c.join("Ada", c.code)
	instructor := c.session()
	instructor.do("GET", "/instruct/"+c.instructor, "")
	a := instructor.do("GET", "/api/class/export.json", "")
	if a.status != http.StatusOK || !strings.Contains(string(a.body), `"name":"Ada"`) || !strings.Contains(string(a.body), `"room":"`+c.code+`"`) {
		t.Errorf("json: %d %s", a.status, a.body)
	}
	a = instructor.do("GET", "/api/class/export.csv", "")
	head, row, _ := strings.Cut(strings.TrimSpace(string(a.body)), "\n")
	if a.status != http.StatusOK || head != "name,joined,active,lesson,exercise,solved,failure,times" ||
		!strings.HasPrefix(row, "Ada,") || !strings.HasSuffix(row, ",,,false,,0") {
		t.Errorf("csv: %d %s", a.status, a.body)
	}
}
