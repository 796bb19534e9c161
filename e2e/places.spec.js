// What a server and its clients do is the same wherever the server runs.

import { expect, inEachPlace, Menu, test } from "./playground.js";

inEachPlace(() => {
  test("three clients at once, each with what it said and heard", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    for (const letter of ["A", "B", "C"]) await lab.connect(letter);
    for (const letter of ["A", "B", "C"]) await lab.client(letter).send(`from ${letter}`);
    for (const letter of ["A", "B", "C"]) {
      await expect(lab.client(letter).rows).toHaveText([
        `sent from ${letter}⏎`,
        `received from ${letter}⏎`,
      ]);
    }
    const record = lab.rows.filter({ hasText: 'data="from B\\n"' });
    await expect(record.locator(".client-chip")).toHaveText("B");
  });

  test("half-close: the rest still comes, then the server's own end", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send("bye");
    await a.button("Half-close").click();
    await expect(a.state).toHaveText("closed");
    await expect(a.rows.filter({ hasText: "half-close" })).toHaveCount(1);
    await expect(a.rows.filter({ hasText: "received bye⏎" })).toHaveCount(1);
    await expect(a.rows.filter({ hasText: "closed by server" })).toHaveText(/EOF/);
    await expect(a.rows.last()).toHaveText(/Both sides/);
    await expect(a.input).toBeHidden();
    await a.button("Again").click();
    await expect(a.state).toHaveText("open");
    await expect(a.input).toBeFocused();
  });

  test("reset and close are told apart, here and in the server", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    const b = await lab.connect("B");
    await a.button("Reset").click();
    await expect(a.state).toHaveText("reset");
    await expect(a.rows.last()).toHaveText(/RST/);
    await b.button("Close").click();
    await expect(b.state).toHaveText("closed");
    await expect(b.rows.last()).toHaveText(/close.*both ways/);
    await expect(lab.rows.filter({ hasText: /reset/i })).not.toHaveCount(0);
  });

  test("a client that pauses hears nothing until it reads on", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.button("Pause").click();
    await expect(a.state).toHaveText("not reading");
    await a.send("late");
    await expect(lab.rows.filter({ hasText: "late" })).toBeVisible();
    await expect(a.rows.filter({ hasText: "received" })).toHaveCount(0);
    await a.button("Read on").click();
    await expect(a.rows.last()).toHaveText("received late⏎");
  });

  test("hex, line ends, and pieces that only together are text", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.mode.selectOption("hex");
    await a.send("68 c3");
    await expect(a.rows.nth(1)).toHaveText("received hc3");
    await a.send("0xa9,0a");
    await expect(a.rows.nth(2)).toHaveText("sent a9⏎together: hé⏎");
    await expect(a.rows.nth(3)).toHaveText("received a9⏎together: hé⏎");
    await a.send("6g");
    await expect(a.error).toHaveText(/“g” is not a hex digit/);
    await a.mode.selectOption("crlf");
    await expect(a.error).toHaveText("");
    await a.send("x");
    await expect(a.rows.last()).toHaveText("received x0d⏎");
    await a.mode.selectOption("none");
    await a.send("");
    await expect(a.error).toHaveText(/nothing to send/);
    await a.send("y");
    await expect(a.rows.last()).toHaveText("received y");
  });

  test("stop, start, restart: clients are told, the log is kept", async ({ openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send("kept");
    await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();
    await lab.stop.click();
    await expect(lab.state).toHaveText("stopped");
    await expect(a.state).toHaveText("server stopped");
    await expect(a.button("Again")).toBeDisabled();
    await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();
    await lab.start.click();
    await expect(lab.state).toHaveText("listening");
    await a.button("Again").click();
    await expect(a.state).toHaveText("open");
    await lab.restart.click();
    await expect(a.state).toHaveText("server stopped");
    await expect(lab.state).toHaveText("listening");
    await expect(lab.rows.filter({ hasText: "a new run" })).toHaveCount(2);
  });

  test("a long message goes through whole, a removed client is gone", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send("z".repeat(100_000));
    const received = page.locator("lab-client .client-row.is-received");
    const bytes = async () => {
      const titles = await received.evaluateAll((rows) =>
        rows.map((row) => Number.parseInt(/** @type {HTMLElement} */ (row).title, 10)),
      );
      return titles.reduce((sum, n) => sum + n, 0);
    };
    await expect.poll(bytes).toBe(100_001);
    await a.button("Remove client A").click();
    await expect(a.card).toHaveCount(0);
    await expect(lab.add).toBeFocused();
    await lab.connect("A");
  });

  test("ten clients at once", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    await page.getByRole("button", { name: "10 at once" }).click();
    await expect(page.locator("lab-client .client-state", { hasText: /^open$/ })).toHaveCount(10);
    await expect(lab.rows.filter({ hasText: "accepted" })).toHaveCount(10);
  });

  test("a slow reader reads at its rate, says so, and reads on", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    const received = a.rows.filter({ hasText: /^received/ });
    const menu = await new Menu(page, "A").open();
    await menu.fill("Bytes a second", "20");
    await menu.press("Read slowly");
    await expect(a.state).toHaveText("slow, 20 B/s");
    await a.send("0123456789abcdefghi");
    await expect(received.first()).toHaveText("received 0123");
    await expect(received).toHaveCount(5);
    await a.send("the rest at once, since it reads on");
    await a.button("Read on").click();
    await expect(a.state).toHaveText("open");
    const heard = async () => {
      const rows = await received.allTextContents();
      return rows.map((row) => row.replace("received ", "")).join("");
    };
    await expect.poll(heard).toBe("0123456789abcdefghi⏎the rest at once, since it reads on⏎");
    await expect(received.last(), "more than it reads in a helping").toHaveText(/.{10}reads on⏎$/);
  });

  test("after a reset nothing more is received", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await page.evaluate(() => {
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      const [client] = session.clients;
      client.send(new Uint8Array(300_000));
      const reset = () => client.live && client.reset();
      client.events.on("received", reset, new AbortController().signal);
    });
    await expect(a.state).toHaveText("reset");
    await expect(a.rows.last()).toHaveText(/reset.*RST/);
  });

  test("a server that has closed answers bytes with a reset", async ({ openLab }) => {
    const lab = await openLab("limits");
    await lab.run();
    for (const letter of ["A", "B", "C"]) await lab.connect(letter);
    await lab.add.click();
    const d = lab.client("D");
    await expect(d.rows.filter({ hasText: "closed by server" })).toHaveText(/EOF/);
    await expect(d.state).toHaveText("server done");
    await expect(lab.rows.filter({ hasText: /close conn=4/ })).toHaveCount(1);
    await d.send("is anybody there?");
    await expect(d.state).toHaveText("reset");
    await expect(lab.client("A").state).toHaveText("open");
  });
});
