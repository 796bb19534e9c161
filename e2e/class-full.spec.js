// A host that has no room for another lab, in the middle of a class.

import { findings } from "./axe.js";
import { Classroom, test as inClass } from "./classroom.js";
import { expect, LabPage } from "./playground.js";

/** A class whose host has room for one lab. */
const test = inClass.extend({
  room: async ({ browser, folder }, use) => {
    const room = new Classroom(browser, folder, ["--labs=1"]);
    await room.start();
    await use(room);
    await room.end();
  },
});

test("labs move to tabs by themselves, and the instructor sees it", async ({ room }) => {
  const board = await room.instruct();
  const full = board.getByText("The host is full.");
  const ada = await LabPage.open(await room.join("Ada"), room);
  await ada.run();
  await expect(board.getByText("1 here")).toBeVisible();
  await expect(full).toBeHidden();

  const bob = await LabPage.open(await room.join("Bob"), room);
  await bob.runButton.click();
  await expect(bob.state).toHaveText("listening");
  await expect(bob.tab).toBeChecked();
  await expect(bob.notice).toBeHidden();
  await expect(bob.page.locator(".quiet-note")).toContainText("The host has no room");
  const a = await bob.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText("received hello⏎");
  await expect(full).toHaveText(
    "The host is full. The server of 1 learner runs in the tab instead.",
  );
  expect(await findings(board)).toEqual([]);

  const carol = await LabPage.open(await room.join("Carol"), room);
  await carol.runButton.click();
  await expect(full).toContainText("The servers of 2 learners run");
  await carol.page.close();
  await expect(full).toContainText("The server of 1 learner runs");

  // There is room again.
  await ada.stop.click();
  await expect(ada.state).toHaveText("stopped");
  await bob.host.click();
  await expect(bob.state).toHaveText("stopped");
  await bob.start.click();
  await expect(bob.state).toHaveText("listening");
  await expect(full).toBeHidden();
});
