/** @import { Bar, Tally } from "../../class/poll.js" */

import { isAlike, percentOf } from "../../class/poll.js";
import { h } from "../dom.js";

/**
 * The answers to a poll as bars. Rows stay when numbers change, so that bars grow and a
 * focus in them is kept.
 */
export class PollBars {
  #addTo;
  element = h("ul", { class: "poll-bars" });
  /** @type {Map<string, { element: HTMLLIElement, count: HTMLElement, fill: HTMLElement }>} */
  #rows = new Map();

  /** @param {(bar: Bar) => Node | null} addTo makes what a row has beside its numbers */
  constructor(addTo = () => null) {
    this.#addTo = addTo;
  }

  /**
   * @param {Tally} tally
   * @param {string} own the answer that is the learner's own; empty for none
   */
  draw({ answers, bars, others }, own = "") {
    const rest = { text: "Other answers", count: others, shown: true };
    const there = [...bars.map((bar) => ({ key: `=${bar.text}`, bar }))];
    if (others > 0) there.push({ key: "others", bar: rest });
    for (const [key, { element }] of this.#rows) {
      if (there.some((one) => one.key === key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    for (const [i, { key, bar }] of there.entries()) {
      const row = this.#rows.get(key) ?? this.#add(key, bar);
      const isOwn = own !== "" && key !== "others" && isAlike(own, bar.text);
      row.element.classList.toggle("is-own", isOwn);
      row.count.textContent = `${isOwn ? "yours · " : ""}${bar.count} · ${percentOf(bar.count, answers)} %`;
      row.fill.style.setProperty("--part", String(answers && bar.count / answers));
      const at = this.element.children[i];
      if (at !== row.element) this.element.insertBefore(row.element, at ?? null);
    }
  }

  /**
   * @param {string} key
   * @param {Bar} bar
   */
  #add(key, bar) {
    const fill = h("span", { class: "poll-fill" });
    const count = h("span", { class: "poll-count" });
    const element = h(
      "li",
      {},
      h("span", { class: "poll-text" }, bar.text),
      count,
      h("span", { class: "poll-bar", "aria-hidden": "true" }, fill),
      key === "others" ? null : this.#addTo(bar),
    );
    const row = { element, count, fill };
    this.#rows.set(key, row);
    return row;
  }
}
