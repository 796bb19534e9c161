import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { testSignal } from "../test-dom.js";
import { updateCommands } from "./prose-commands.js";

/** @import { TestContext } from "node:test" */

const COMMANDS = [
  "nc 127.0.0.1 4040",
  "socketschool lesson echo",
  "curl http://127.0.0.1:4040/4040x",
  "nc 127.0.0.1 8080",
];

/**
 * @param {TestContext} t
 * @param {string | null} command of the lab
 */
async function commandsFor(t, command) {
  const far = new FakeLab();
  const transport = fakeTransport("host", far, { command: () => command });
  const { session } = fakeSession({ transports: [transport] });
  const codes = COMMANDS.map((text) => h("code", {}, text));
  const article = h("article", {}, h("div", { class: "in-terminal" }, ...codes));
  const prose = h("p", {}, h("code", {}, "nc 127.0.0.1 4040"));
  article.append(prose);
  updateCommands(article, session, 4040, testSignal(t));
  await session.start();
  return { texts: codes.map(({ textContent }) => textContent), prose: prose.textContent };
}

test("commands for this server get its address", async (t) => {
  const { texts } = await commandsFor(t, "nc 192.0.2.7 40123");
  assert.deepEqual(texts, [
    "nc 192.0.2.7 40123",
    "socketschool lesson echo",
    "curl http://192.0.2.7:40123/4040x",
    "nc 127.0.0.1 8080",
  ]);
});

test("code outside a terminal stays as it is", async (t) => {
  const { prose } = await commandsFor(t, "nc 192.0.2.7 40123");
  assert.equal(prose, "nc 127.0.0.1 4040");
});

test("where no terminal reaches the lab, commands stay as written", async (t) => {
  const { texts } = await commandsFor(t, null);
  assert.deepEqual(texts, COMMANDS);
});
