package lessons

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed complete/*.tmpl
var completeFiles embed.FS

var completeTemplates = template.Must(template.ParseFS(completeFiles, "complete/*.tmpl"))

// Complete returns the files, by name, that make a program of its own of p: main.go
// and go.mod. They stand beside a folder with p's slug as its name, which has p's
// files as they are. `go run .` runs it.
func (p Program) Complete() (map[string]string, error) {
	files := make(map[string]string)
	for _, t := range completeTemplates.Templates() {
		var text strings.Builder
		if err := t.Execute(&text, p); err != nil {
			return nil, fmt.Errorf("complete program: %w", err)
		}
		files[strings.TrimSuffix(t.Name(), ".tmpl")] = text.String()
	}
	return files, nil
}
