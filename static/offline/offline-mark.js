// In the bar of a published site: that it can be read and run without a
// network, or that there is a newer version of it.

import { scriptURL } from "../trusted.js";
import { button, h, icon } from "../ui/dom.js";
import { Piece } from "../ui/piece.js";
import { Keeper } from "./keeper.js";
import { atTheRightMoment } from "./moment.js";

export class OfflineMark extends Piece {
  /** @param {AbortSignal} signal */
  mount(signal) {
    const script = document.querySelector('meta[name="socketschool-offline"]');
    const container = navigator.serviceWorker; // none where the site came unencrypted
    if (!(script instanceof HTMLMetaElement) || !container) return;
    const place = h("div", { role: "status" });
    const keeper = new Keeper(container, signal);
    keeper.events.on("change", () => this.#draw(place, keeper, signal), signal);
    this.#begin(place, keeper, container, script.content, signal);
  }

  /**
   * @param {HTMLElement} place
   * @param {Keeper} keeper
   * @param {ServiceWorkerContainer} container
   * @param {string} script
   * @param {AbortSignal} signal
   */
  async #begin(place, keeper, container, script, signal) {
    const scope = new URL(".", new URL(script, document.baseURI)).href;
    const former = await container.getRegistration(scope);
    const own = former?.scope === scope ? former : null; // another site may have one further up
    // What is so from the start is in place before the status is: it is no news.
    if (own) keeper.watch(own);
    this.replaceChildren(place);
    if (own) return;
    atTheRightMoment(() => {
      container.register(scriptURL(script)).then(
        (registration) => keeper.watch(registration),
        (error) => console.warn("the site is not kept for offline", error),
      );
    }, signal);
  }

  /**
   * @param {HTMLElement} place
   * @param {Keeper} keeper
   * @param {AbortSignal} signal
   */
  #draw(place, keeper, signal) {
    const { state } = keeper;
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    place.replaceChildren();
    if (state === "ready") {
      place.append(icon("check"), h("span", { class: "offline-word" }, "ready offline"));
    } else if (state === "update") {
      const text = h("span", { class: "offline-word" }, "A new version is ready: ");
      const reload = button("", { class: "button small" }, () => keeper.update(), signal);
      reload.append(text, "Reload");
      place.append(reload);
    }
  }
}

customElements.define("offline-mark", OfflineMark);
