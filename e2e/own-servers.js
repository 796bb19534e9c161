// Servers as learners write them. e2e/own-server.spec.js gives each a fault.

/**
 * @param {string} imports paths of packages with spaces in between; path:name renames one
 * @param {string} body of Serve
 * @param {string} [rest] of the file
 * @returns {string} server.go
 */
export function server(imports, body, rest = "") {
  const all = ["context", "log/slog", "net", ...imports.split(" ").filter(Boolean)].sort();
  const specs = all.map((spec) => {
    const [path, name] = spec.split(":");
    return name ? `\t${name} "${path}"` : `\t"${path}"`;
  });
  return `package echo

import (
${specs.join("\n")}
)

func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error {
${body}
}

${rest}`;
}

/** The end of a Serve that gives each client to handle in a goroutine. */
export const ACCEPT = `	context.AfterFunc(ctx, func() { ln.Close() })
	for {
		conn, err := ln.Accept()
		if err != nil {
			return nil
		}
		go handle(conn)
	}`;

/** @param {string} body of handle, after its first read of conn into buf */
export const handle = (body) => `
func handle(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 100)
	conn.Read(buf)
${body}
}
`;

/**
 * @param {string} source
 * @param {string} text
 * @returns {number} the line in which the text begins, from 1
 */
export function lineOf(source, text) {
  const at = source.indexOf(text);
  if (at < 0) throw new Error(`the source lacks ${text}`);
  return source.slice(0, at).split("\n").length;
}
