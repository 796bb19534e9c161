// A learner's own server with one fault each: the page says which, with the learner's
// line where there is one, and shows what the server printed until then.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { ACCEPT, handle, lineOf, server } from "./own-servers.js";
import { expect, LabPage, test } from "./playground.js";
import { Timeline } from "./timeline.js";

/**
 * A row of the log with this text and, where it is given, a link to this line.
 * @param {LabPage} lab
 * @param {string | RegExp} text
 * @param {number} [line]
 */
async function expectRow(lab, text, line) {
  const row = lab.rows.filter({ hasText: text }).last();
  await expect(row).toBeVisible();
  if (line) await expect(row.getByRole("link")).toHaveText(`server.go:${line}`);
}

const BROKEN = 'var m map[string]int\n\tm["a"] = 1';

/** @type {{ name: string, source: string, words: RegExp, at?: string, talks?: string }[]} */
const ENDINGS = [
  {
    name: "Serve returns nil",
    source: server("", "\treturn nil"),
    words: /Serve has returned nil after [\d.]+ m?s, although nobody stopped the server/,
  },
  {
    name: "Serve returns an error",
    source: server("errors", '\treturn errors.New("no luck")'),
    words: /Serve has returned an error after [\d.]+ m?s: no luck/,
  },
  {
    name: "Serve ends its goroutine",
    source: server("runtime", "\truntime.Goexit()\n\treturn nil"),
    words: /Serve has ended after [\d.]+ m?s: .*runtime\.Goexit/,
  },
  {
    name: "Serve panics in another package",
    source: server(
      "strings",
      '\tlog.Info(strings.Repeat("x", -len(ln.Addr().Network())))\n\treturn nil',
    ),
    words: /panic: .*negative Repeat count/,
    at: "strings.Repeat",
  },
  {
    name: "a handler panics",
    source: server("", ACCEPT, handle(`\t${BROKEN}`)),
    words: /panic: assignment to entry in nil map/,
    at: 'm["a"] = 1',
    talks: "A",
  },
  {
    name: "the program ends itself",
    source: server("os", "\tos.Exit(3)\n\treturn nil"),
    words: /The program ended itself with exit code 3/,
    at: "os.Exit",
  },
  {
    name: "a handler calls itself without end",
    source: server(
      "",
      ACCEPT,
      `${handle("\tlog(1)")}\nfunc log(n int) int { return log(n+1) + n }\n`,
    ),
    words: /The recursion went too deep/,
    at: "func log",
    talks: "B",
  },
];

test("a server that ends by itself says how, and where", async ({ page, playground }) => {
  test.setTimeout(120_000); // the first build on a host compiles the standard library
  const lab = await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  for (const { name, source, words, at, talks } of ENDINGS) {
    await test.step(name, async () => {
      await code.runText(source);
      if (talks) await (await lab.connect(talks)).send("hi");
      await expect(lab.notice).toHaveText(words);
      await expect(lab.state).toHaveText("failed");
      await expectRow(lab, words, at ? lineOf(source, at) : undefined);
    });
  }

  // What it printed right before its end, more than is posted at once, comes first.
  const fatal = server(
    "fmt log:stdlog",
    '\tfor i := range 300 {\n\t\tfmt.Println("line", i)\n\t}\n\tstdlog.Fatal("no more")\n\treturn nil',
  );
  await code.runText(fatal);
  const words = /exit code 1, as log\.Fatal does/;
  await expect(lab.notice).toHaveText(words);
  await expectRow(lab, words, lineOf(fatal, "stdlog.Fatal"));
  await expectRow(lab, "line 299");
  await expectRow(lab, /no more/, lineOf(fatal, "stdlog.Fatal"));
});

test("what a server prints is in the log, and what the tab lacks", async ({ page, playground }) => {
  test.setTimeout(120_000);
  const lab = await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const source = server(
    "bufio fmt log:stdlog os",
    `	fmt.Println("to standard output")
	log.Info("to the lab's log")
	fmt.Fprintln(os.Stderr, "to standard error")
	stdlog.Printf("by package %s", "log")
	slog.Info("by the default logger")
	fmt.Print("without an end, ", "one row\\n", "another row")
	in := bufio.NewScanner(os.Stdin)
	fmt.Println("input:", in.Scan(), in.Err())
	_, err := os.ReadFile("data.txt")
	fmt.Println(err)
	fmt.Println(os.WriteFile("data.txt", nil, 0o600))
	_, err = net.Dial("tcp", "example.com:80")
	fmt.Println("dialled:", err != nil)
	println("by println")
${ACCEPT}`,
    handle(""),
  );
  await code.runText(source);
  const rows = [
    "to standard output",
    "to the lab's log",
    "to standard error",
    "by package log",
    "by the default logger",
    "without an end, one row",
    "another row",
    "input: false <nil>",
    "The tab has no files: the program sees an empty disk, on which nothing can be written.",
    "open data.txt: No such file or directory",
    "open data.txt: Read-only file system",
    "The tab has no network: the program reaches nothing outside of it.",
    "dialled: true",
    "by println",
  ];
  await expect(lab.rows.locator(".log-message")).toContainText(rows);
  await expectRow(lab, "to standard output", lineOf(source, "to standard output"));
  await expectRow(lab, "The tab has no files", lineOf(source, "os.ReadFile"));
  await lab.rows.filter({ hasText: "by package log" }).getByRole("link").click();
  expect(await code.selected()).toContain("stdlog.Printf");

  // An address outside needs no name: package net then says only that nothing listens.
  const dials = server(
    "",
    `	_, err := net.Dial("tcp", "192.0.2.1:80")
	log.Error("no page", "err", err)
${ACCEPT}`,
    handle(""),
  );
  await code.runText(dials);
  await expectRow(lab, /no page.*connection refused/i, lineOf(dials, "log.Error"));
  await expect(lab.rows.last()).toContainText("The tab has no network");

  // One that prints without end is answered, and can be stopped.
  const flood = server(
    "fmt strings",
    `	go func() {
		for {
			fmt.Println(strings.Repeat("x", 1000))
		}
	}()
${ACCEPT}`,
    handle("\tconn.Write(buf)"),
  );
  await code.runText(flood);
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText(/closed by server/);
  await expect(lab.state).toHaveText("listening");
  await lab.stop.click();
  await expect(lab.state).toHaveText("stopped");
});

test("a server that hangs says where", async ({ page, playground }) => {
  test.setTimeout(120_000);
  const lab = await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const hangs = server(
    "sync",
    `	var mu sync.Mutex
	mu.Lock()
	go func() {
		<-ctx.Done()
	}()
	mu.Lock()
	return nil`,
  );
  await code.runText(hangs);
  await expect(lab.notice).toHaveText(
    "Serve has not called Accept. Clients wait, and none is served. It must accept from the listener that Serve gets: nobody calls another one. The log says where its goroutines are.",
  );
  await expect(lab.state).toHaveText("listening");
  const serve = "1 goroutine waits in Serve: sync.Mutex.Lock";
  await expectRow(lab, serve, lineOf(hangs, "mu.Lock()\n\treturn"));
  await expectRow(lab, "1 goroutine waits in Serve.func1: chan receive", lineOf(hangs, "<-ctx"));

  // Handlers that wait for each other, on demand.
  const stalls = server("sync", ACCEPT, `var mu sync.Mutex\n${handle("\tmu.Lock()\n\tmu.Lock()")}`);
  await code.runText(stalls);
  await expect(lab.notice).toBeHidden();
  const a = await lab.connect("A");
  await a.send("hello");
  await expectRow(lab, /accepted/);
  await lab.openLogMenu();
  await page.getByRole("button", { name: "Where goroutines wait" }).click();
  await expectRow(lab, /1 goroutine waits in handle: sync\.Mutex\.Lock/);
  await expectRow(lab, "1 goroutine waits in Serve: Accept", lineOf(stalls, "ln.Accept"));

  // No script can ask where a loop is: the last line that is known is named.
  const loops = server("", ACCEPT, handle("\tfor {\n\t}"));
  await code.runText(loops);
  const b = await lab.connect("B");
  await b.send("hello");
  const words = `It comes after server.go:${lineOf(loops, "conn.Read")}.`;
  await expect(lab.notice).toContainText(words);
  await expect(lab.notice).toContainText("An endless loop");
  await lab.notice.getByRole("button", { name: "Start again" }).click();
  await expect(lab.state).toHaveText("listening");
});

test("a run leads to the source that it was made with", async ({ page, playground }) => {
  test.setTimeout(120_000);
  const lab = await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const first = server("", `\tlog.Info("the first")\n${ACCEPT}`, handle("\tconn.Write(buf[:1])"));
  const second = server("", `\tlog.Info("the second")\n${ACCEPT}`, handle("\tconn.Write(nil)"));
  await code.runText(first);
  await expect(lab.rows.first()).toHaveText(/a new run.*your version/);
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText(/closed by server/);
  const timeline = new Timeline(lab);
  const { text } = await timeline.save("Save the run");

  // A row of the first run does not lead into the text of the second.
  await code.runText(second);
  await expectRow(lab, "the second");
  await lab.rows.filter({ hasText: "the first" }).getByRole("link").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(".line.is-shown")).toContainText('log.Info("the first")');
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await lab.rows.filter({ hasText: "the second" }).getByRole("link").click();
  expect(await code.selected()).toContain('log.Info("the second")');

  // The saved run brings its source along, without a server.
  await playground.end();
  await timeline.open({ name: "run.jsonl", text });
  await expect(timeline.banner).toContainText("run.jsonl: echo (your version)");
  await timeline.banner.getByRole("button", { name: "Its source" }).click();
  await expect(dialog).toContainText('log.Info("the first")');
  await dialog.getByRole("button", { name: /Close/ }).click();
  await timeline.steps.filter({ hasText: "accept" }).click();
  await timeline.detail.getByRole("link").click();
  await expect(dialog.locator(".line.is-shown")).toContainText("ln.Accept");
});
