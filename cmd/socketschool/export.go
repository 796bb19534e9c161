package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"socketschool/export"
	"socketschool/lessons"
	"socketschool/server"
	"socketschool/static"
	"socketschool/web/address"
)

type exportCmd struct {
	Dir      string `arg:"" type:"path" help:"Folder to write: new, empty, or a former export, which is replaced."`
	BasePath string `default:"/" placeholder:"PATH" env:"SOCKETSCHOOL_EXPORT_BASE_PATH" help:"Path of the site on its web server (${default}), such as /tutorial/."`
	Origin   string `placeholder:"URL" env:"SOCKETSCHOOL_EXPORT_ORIGIN" help:"Scheme and host of the web server, such as https://example.org: search engines and link previews want whole addresses."`
	Program  string `name:"program-url" placeholder:"URL" env:"SOCKETSCHOOL_EXPORT_PROGRAM_URL" help:"Page from which readers get the program, for what needs a terminal: each lesson links to it."`
	Compiler bool   `name:"with-compiler" env:"SOCKETSCHOOL_EXPORT_WITH_COMPILER" help:"Let learners change the programs: the site then has the Go compiler for their tabs, which each fetches once, when they ask for it."`
}

// Help is shown by export --help.
func (exportCmd) Help() string {
	return `Any web server can hand the folder out; the Go code runs in the reader's tab.

    socketschool export site
    python3 -m http.server --directory site 8000        (to try it here)

For https://example.org/tutorial/:

    socketschool export site --base-path /tutorial/ --origin https://example.org

Readers need https (or localhost) for the site to work offline. Beside each
text there is its .br and .gz: have the web server send those (nginx:
gzip_static and brotli_static, Caddy: file_server with precompressed), .wasm as
application/wasm, and 404.html for what does not exist.`
}

func (c exportCmd) Run(e env) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	result, err := export.Write(e.ctx, c.Dir, cfg)
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("export: %w: %s is as it was before", context.Cause(e.ctx), c.Dir)
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintf(e.stdout, "Wrote %s: %d pages, %d files and their compressed forms, %s in all.\n",
		c.Dir, result.Pages, result.Files, megabytes(result.Bytes))
	fmt.Fprintf(e.stdout, "A reader who keeps it for offline fetches %s, compressed.\n", megabytes(result.Transferred))
	if result.LacksBrotli {
		fmt.Fprintln(e.stdout, "That can be a third less: build with go run ./cmd/start -build -release before you publish.")
	}
	printTryCommand(e.stdout, c.Dir, cfg.Base)
	if cfg.Origin == "" {
		fmt.Fprintln(e.stdout, "There is no sitemap.xml: search engines and link previews want whole addresses, so give --origin when you publish it.")
	}
	return nil
}

func (c exportCmd) config() (export.Config, error) {
	var cfg export.Config
	var err error
	if cfg.Base, err = address.BasePath(c.BasePath); err != nil {
		return cfg, fmt.Errorf("--base-path: %w", err)
	}
	if c.Origin != "" {
		if cfg.Origin, err = address.Origin(c.Origin); err != nil {
			return cfg, fmt.Errorf("--origin: %w", err)
		}
	}
	if c.Program != "" {
		program, err := url.Parse(c.Program)
		if err != nil || program.Scheme != "https" && program.Scheme != "http" || program.Hostname() == "" {
			return cfg, fmt.Errorf("--program-url: %q is no address of a page: write it whole, such as https://example.org/socketschool", c.Program)
		}
		cfg.Program = program.String()
	}
	cfg.Compiler = c.Compiler
	if cfg.Static, err = static.Load(); err != nil {
		return cfg, err
	}
	if cfg.Lessons, err = loadLessons(); err != nil {
		return cfg, err
	}
	return cfg, nil
}

func loadLessons() ([]lessons.Lesson, error) {
	all, err := lessons.Load(findProgram)
	if err != nil {
		return nil, fmt.Errorf("the lessons are broken:\n%w", err)
	}
	return all, nil
}

// findProgram returns a program of the catalogue as lessons need it.
func findProgram(slug string) (lessons.Program, bool) {
	p, ok := server.Find(slug)
	return lessons.Program{Slug: p.Slug, Port: p.Port, TLS: p.TLS, Sources: p.Sources}, ok
}

// printTryCommand says how to look at the site here. A base path needs folders above
// the site that are called so.
func printTryCommand(w io.Writer, dir, base string) {
	root := filepath.ToSlash(dir)
	if base != "/" {
		above, ok := strings.CutSuffix(root, strings.TrimSuffix(base, "/"))
		if !ok {
			fmt.Fprintf(w, "To try it here, export to a folder called %s, or without --base-path.\n", strings.Trim(base, "/"))
			return
		}
		root = cmp.Or(above, "/")
	}
	fmt.Fprintf(w, "To try it here: python3 -m http.server --directory %s 8000, then open http://localhost:8000%s\n",
		shellQuote(filepath.FromSlash(root)), base)
}

// shellQuote quotes what a shell would take apart.
func shellQuote(text string) string {
	if strings.ContainsAny(text, " \t'\"$&;()*?[]#~|<>`") {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return text
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
