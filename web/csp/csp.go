// Package csp builds the Content-Security-Policy of the pages, which allows a
// page its own files and nothing else: scripts, styles, fonts, workers, and the
// WebAssembly module of a lab in the tab.
package csp

import "strings"

// common holds the directives that apply wherever the pages are served. Trusted
// Types forbid markup made of strings; static/trusted.js creates the one policy
// that may make worker addresses.
var common = []string{
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"style-src 'self'",
	"font-src 'self'",
	"img-src 'self' data:",
	"connect-src 'self'",
	"worker-src 'self'",
	"base-uri 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types socketschool",
}

// Header returns the policy for the header of an answer. A form may be sent to
// the site itself, and no page may frame another.
func Header() string { return join("form-action 'self'", "frame-ancestors 'none'") }

// Meta returns the policy for the meta element of an exported page. It forbids
// forms, for which a static site has no receiver, and lacks frame-ancestors,
// which browsers ignore in a meta element (CSP Level 3, section 6.4.2).
func Meta() string { return join("form-action 'none'") }

func join(more ...string) string {
	return strings.Join(append(common[:len(common):len(common)], more...), "; ")
}
