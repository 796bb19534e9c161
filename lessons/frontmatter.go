package lessons

import (
	"fmt"
	"strconv"
	"strings"
)

// frontMatter is what stands between the two --- lines on top of a lesson.
type frontMatter struct {
	title, short, summary, server string
	minutes                       int
	serverLine                    int // where server is said
	lines                         int // how many lines it takes, fences included
}

// splitFrontMatter reads the front matter: a "key: value" a line, no more of
// YAML than that, so that each error can name its line.
func splitFrontMatter(name string, text []byte) (frontMatter, []byte, error) {
	var head frontMatter
	fail := func(line int, format string, args ...any) (frontMatter, []byte, error) {
		return frontMatter{}, nil, fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))
	}
	lines := strings.SplitAfter(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if strings.TrimRight(lines[0], "\n") != "---" {
		return fail(1, "front matter is missing: the first line must be ---, then title, short, summary and minutes, then ---")
	}
	seen := map[string]int{}
	for i, raw := range lines[1:] {
		line := i + 2
		entry := strings.TrimSpace(raw)
		if entry == "---" {
			for _, key := range []string{"title", "short", "summary", "minutes"} {
				if seen[key] == 0 {
					return fail(line, "front matter lacks %q", key)
				}
			}
			head.lines = line
			return head, []byte(strings.Join(lines[line:], "")), nil
		}
		if entry == "" {
			continue
		}
		key, value, ok := strings.Cut(entry, ":")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			return fail(line, "front matter wants \"key: value\", not %q", entry)
		}
		if seen[key] != 0 {
			return fail(line, "%q is said twice, first in line %d", key, seen[key])
		}
		seen[key] = line
		if err := head.set(key, value, line); err != nil {
			return fail(line, "%v", err)
		}
	}
	return fail(len(lines), "the front matter does not end: a line --- is missing")
}

func (h *frontMatter) set(key, value string, line int) error {
	switch key {
	case "title":
		h.title = value
	case "short":
		h.short = value
	case "summary":
		h.summary = value
	case "server":
		h.server, h.serverLine = value, line
	case "minutes":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 600 {
			return fmt.Errorf("minutes must be a whole number from 1 to 600, not %q", value)
		}
		h.minutes = n
	default:
		return fmt.Errorf("unknown key %q: there are title, short, summary, server and minutes", key)
	}
	return nil
}
