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
	if a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != "name,joined,active,lesson,exercise,solved,failure,times" {
		t.Errorf("csv of nobody's work: %d %s", a.status, a.body)
	}
}
