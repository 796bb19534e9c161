package lessons

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
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
	values, body, lines, err := splitKeys(name, text, []string{"title", "short", "summary", "minutes"}, "server")
	if err != nil {
		return head, nil, err
	}
	head.lines = lines
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if err := head.set(key, values[key].value, values[key].line); err != nil {
			return head, nil, fmt.Errorf("%s:%d: %v", name, values[key].line, err)
		}
	}
	return head, []byte(body), nil
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
	}
	return nil
}

// keyed is the value of a key in front matter.
type keyed struct {
	value string
	line  int
}

// splitKeys reads what stands between the two --- lines on top of a file: a "key: value"
// a line, no more of YAML than that, so that each error can name its line. Each of keys
// stands there once; of optional ones, each may.
func splitKeys(name string, text []byte, keys []string, optional ...string) (values map[string]keyed, body string, lines int, err error) {
	all := strings.SplitAfter(string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))), "\n")
	fail := func(line int, format string, args ...any) (map[string]keyed, string, int, error) {
		return nil, "", 0, fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))
	}
	if strings.TrimSpace(all[0]) != "---" {
		return fail(1, "front matter is missing: the first line must be ---, then %s, then ---", strings.Join(keys, ", "))
	}
	values = make(map[string]keyed)
	for i, raw := range all[1:] {
		line := i + 2
		entry := strings.TrimSpace(raw)
		if entry == "---" {
			for _, key := range keys {
				if values[key].line == 0 {
					return fail(line, "front matter lacks %q", key)
				}
			}
			return values, strings.Join(all[line:], ""), line, nil
		}
		key, value, ok := strings.Cut(entry, ":")
		value = strings.TrimSpace(value)
		switch {
		case entry == "":
			continue
		case !ok || value == "":
			return fail(line, "front matter wants \"key: value\", not %q", entry)
		case !slices.Contains(keys, key) && !slices.Contains(optional, key):
			return fail(line, "unknown key %q: there are %s", key, strings.Join(slices.Concat(keys, optional), ", "))
		case values[key].line != 0:
			return fail(line, "%q is said twice, first in line %d", key, values[key].line)
		}
		values[key] = keyed{value, line}
	}
	return fail(len(all), "the front matter does not end: a line --- is missing")
}
