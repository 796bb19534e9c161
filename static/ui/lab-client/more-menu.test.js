import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { startedSession } from "../fake-lab.js";
import { addToPage, buttonNamed, setRect, testSignal } from "../test-dom.js";
import { MoreMenu } from "./more-menu.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {string} text of the message
 */
async function makeMenu(t, text = "hello\n") {
  const { session, far } = await startedSession();
  const client = session.addClient();
  far.connection.open();
  const message = () =>
    text ? { bytes: new TextEncoder().encode(text) } : { error: "Nothing to send." };
  const more = new MoreMenu(client, /** @type {any} */ ({ message }), testSignal(t));
  addToPage(t, h("div", {}, more.open, more.menu));
  setRect(more.open, { left: 300, top: 100, width: 20, height: 20 });
  setRect(more.menu, { width: 400, height: 300 });
  setRect(/** @type {Element} */ (more.menu.parentElement), { left: 200, width: 300 });
  more.draw();
  const isOpen = () => more.menu.matches(":popover-open");
  return { more, client, connection: far.connection, isOpen };
}

test("the button opens its popover", async (t) => {
  const { more } = await makeMenu(t);
  assert.equal(more.open.getAttribute("popovertarget"), more.menu.id);
  assert.equal(more.menu.getAttribute("popover"), "auto");
});

test("it shows the message and stands at the card's edge", async (t) => {
  const { more } = await makeMenu(t);
  more.menu.showPopover();
  const text = more.menu.querySelector(".more-says")?.textContent ?? "";
  assert.match(text, /^The message is what stands in the card's field: .*hello\\n/);
  assert.equal(more.menu.style.inset, "124px auto auto 200px");
});

test("a long message is shortened", async (t) => {
  const { more } = await makeMenu(t, "x".repeat(41));
  more.menu.showPopover();
  assert.match(more.menu.querySelector(".more-says")?.textContent ?? "", /x{40}"?…$/);
});

test("without a message it asks for one", async (t) => {
  const { more } = await makeMenu(t, "");
  more.menu.showPopover();
  const text = more.menu.querySelector(".more-says")?.textContent;
  assert.equal(text, "First write a message in the card's field.");
});

test("a submit closes it, an error stays until the next opening", async (t) => {
  const { more, isOpen } = await makeMenu(t, "");
  more.menu.showPopover();
  const form = buttonNamed(more.menu, "Send repeatedly").closest("form");
  form?.dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(isOpen(), true);
  const error = more.menu.querySelector(".more-error");
  assert.equal(error?.textContent, "Nothing to send.");
  const random = buttonNamed(more.menu, "Send random").closest("form");
  random?.dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(isOpen(), false);
  more.menu.showPopover();
  assert.equal(error?.textContent, "");
});

test("scrolling elsewhere closes it, scrolling inside does not", async (t) => {
  const { more, isOpen } = await makeMenu(t);
  more.menu.showPopover();
  more.menu.querySelector("form")?.dispatchEvent(new Event("scroll", { bubbles: true }));
  assert.equal(isOpen(), true);
  document.body.dispatchEvent(new Event("scroll", { bubbles: true }));
  assert.equal(isOpen(), false);
});

test("Read at full speed is there while the client reads slowly", async (t) => {
  const { more, client } = await makeMenu(t);
  const fullSpeed = buttonNamed(more.menu, "Read at full speed");
  assert.equal(fullSpeed.hidden, true);
  client.readSlowly(100);
  more.draw();
  assert.equal(fullSpeed.hidden, false);
  fullSpeed.click();
  assert.equal(client.rate, 0);
});

test("the network is set, ended, and kept for the next connection; a client vanishes", async (t) => {
  const { more, client, connection } = await makeMenu(t);
  const usual = buttonNamed(more.menu, "Network as usual");
  assert.equal(usual.hidden, true);
  buttonNamed(more.menu, "Set network").click();
  assert.equal(connection.calls.pop(), "network 200 0");
  assert.equal(client.label, "200 ms away");
  more.draw();
  assert.equal(usual.hidden, false);
  usual.click();
  assert.equal(connection.calls.pop(), "network 0 0");
  client.setNetwork({ buffer: 10 });
  connection.calls.pop();
  buttonNamed(more.menu, "Vanish").click();
  assert.equal(connection.calls.pop(), "vanish");
  connection.end("vanished");
  assert.equal(client.label, "vanished");
  client.openAgain();
  assert.deepEqual(client.network, { latency: 0, buffer: 10 });
});

test("the forms that send wait for a client that can, and the menu for an open one", async (t) => {
  const { more, client, connection, isOpen } = await makeMenu(t);
  client.halfClose();
  more.draw();
  assert.equal(buttonNamed(more.menu, "Send random").disabled, true);
  assert.equal(buttonNamed(more.menu, "Read slowly").disabled, false);
  more.menu.showPopover();
  connection.end();
  more.draw();
  assert.equal(more.open.hidden, true);
  assert.equal(isOpen(), false);
});
