// The goroutines of the program in the lab: how many, where each waits, and which are left
// over.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, inEachPlace, test } from "./playground.js";

/** The panel as a learner finds it. */
class Goroutines {
  /** @param {import("./playground.js").LabPage} lab */
  constructor({ page }) {
    this.page = page;
    this.panel = page.getByRole("region", { name: "Goroutines", exact: true });
    this.content = this.panel.locator(".gp-content");
    this.groups = this.panel.locator(".gp-group");
    this.count = this.panel.locator(".gp-count");
  }

  async unfold() {
    await this.page.getByRole("button", { name: "Unfold the goroutines" }).click();
  }

  /** @param {string | RegExp} text what a group says */
  group(text) {
    return this.groups.filter({ hasText: text });
  }
}

inEachPlace(() => {
  test("groups grow with the clients, each with its line and what it waits for", async ({
    page,
    openLab,
  }) => {
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/goroutines")) asked.push(request.url());
    });
    const lab = await openLab();
    const goroutines = new Goroutines(lab);
    await lab.run();
    await expect(goroutines.content).toBeHidden();
    await lab.connect("A");
    expect(asked, "a folded panel asks nothing").toEqual([]);
    await goroutines.unfold();
    await expect(goroutines.panel.getByText("Every goroutine of the program")).toBeVisible();

    const reads = goroutines.group("waits in Read");
    await expect(reads.locator(".gp-number")).toHaveText("1 ×");
    await expect(reads.locator(".gp-client")).toHaveText("A");
    await expect(goroutines.group("waits in Accept")).toHaveCount(1);
    await expect(goroutines.group("waits to receive from a channel")).toHaveCount(1);
    await expect(goroutines.count).toHaveText("3 goroutines");
    await lab.connect("B");
    await expect(reads.locator(".gp-number")).toHaveText("2 ×");
    await expect(reads.locator(".gp-client")).toHaveText(["A", "B"]);
    await expect(goroutines.count).toHaveText("4 goroutines");
    await expect(goroutines.panel.getByRole("img")).toHaveAttribute(
      "aria-label",
      /^4 goroutines now, between 3 and 4 in the last \d+ s$/,
    );
    await expect(reads.locator(".gp-time")).toHaveText(/, for up to \d+ s/);

    // By keys: the stack stays open while answers come, and a line leads to the source.
    await reads.getByText("How it came there").focus();
    await page.keyboard.press("Enter");
    await expect(reads.locator("ol li").first()).toContainText("called by handle");
    const time = (await reads.locator(".gp-time").textContent()) ?? "";
    await expect(reads.locator(".gp-time")).not.toHaveText(time);
    await expect(reads.locator("summary")).toBeFocused();
    await lab.connect("C");
    await expect(reads.locator(".gp-number")).toHaveText("3 ×");
    await expect(reads.locator("ol li").first()).toBeVisible();
    expect(await findings(page, { inside: [".goroutine-panel"] })).toEqual([]);
    await reads.getByRole("link").first().click();
    await expect(page.locator("article .is-shown")).toContainText("Read");

    await lab.client("A").button("Close").click();
    await expect(reads.locator(".gp-number")).toHaveText("2 ×");
    await expect(goroutines.group("Left over")).toHaveCount(0);
  });
});

test.describe("in the tab", () => {
  test.use({ place: "tab" });

  test("a goroutine that outlives its connection is left over, with its line", async ({
    page,
    openLab,
  }) => {
    test.setTimeout(90_000);
    const lab = await openLab();
    const goroutines = new Goroutines(lab);
    const code = await CodePage.open(page);
    const text = await code.text();
    const leaky = text
      .replace("defer conn.Close()\n", "defer conn.Close()\n\tgo watch(make(chan string))\n")
      .concat("\nfunc watch(news chan string) {\n\t<-news\n}\n");
    await code.runText(leaky);
    await goroutines.unfold();
    await lab.connect("A");
    const waits = goroutines.group("watch").filter({ hasText: "waits to receive from a channel" });
    await expect(waits.locator(".gp-client")).toHaveText("A");
    await expect(waits).not.toHaveAttribute("data-left-over");
    await lab.client("A").button("Close").click();
    await expect(waits).toHaveAttribute("data-left-over", "connection");
    await expect(waits).toContainText("the server has closed the connection");
    await expect(goroutines.count).toContainText("1 left over");
    await waits.getByRole("link").first().click();
    await expect(code.panel.locator(".cm-activeLine, .is-shown").first()).toContainText("<-news");
  });
});
