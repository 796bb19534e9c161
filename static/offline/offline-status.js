import { scriptURL } from "../core/trusted-types.js";
import { LabElement } from "../ui/base-element.js";
import { button, h, icon } from "../ui/dom.js";
import { installWhenIdle } from "./install-policy.js";
import { SiteRegistration } from "./registration.js";

/**
 * `<offline-status>`, in the bar of a static site: shows whether the site is cached, and
 * offers a newer version when there is one. It registers the service worker that a meta
 * element names.
 *
 * It sets data-state (none, ready or update).
 */
export class OfflineStatus extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const script = document.querySelector('meta[name="socketschool-offline"]');
    const container = navigator.serviceWorker; // none without https
    if (!(script instanceof HTMLMetaElement) || !container) return;
    const status = h("div", { role: "status" });
    const site = new SiteRegistration(container, signal);
    site.events.on("change", () => this.#draw(status, site, signal), signal);
    this.#begin(status, site, container, script.content, signal);
  }

  /**
   * @param {HTMLElement} status
   * @param {SiteRegistration} site
   * @param {ServiceWorkerContainer} container
   * @param {string} script
   * @param {AbortSignal} signal
   */
  async #begin(status, site, container, script, signal) {
    const scope = new URL(".", new URL(script, document.baseURI)).href;
    const former = await container.getRegistration(scope);
    const own = former?.scope === scope ? former : null; // another site may have one above it
    // Draws before the live region is in the page, so that screen readers do not announce
    // the initial state.
    if (own) site.watch(own);
    this.replaceChildren(status);
    if (own) return;
    installWhenIdle(() => {
      container.register(scriptURL(script)).then(
        (registration) => site.watch(registration),
        (error) => console.warn("the site could not be cached", error),
      );
    }, signal);
  }

  /**
   * @param {HTMLElement} status
   * @param {SiteRegistration} site
   * @param {AbortSignal} signal
   */
  #draw(status, site, signal) {
    const { state } = site;
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    status.replaceChildren();
    if (state === "ready") {
      status.append(icon("check"), h("span", { class: "offline-word" }, "ready offline"));
    } else if (state === "update") {
      const text = h("span", { class: "offline-word" }, "A new version is ready: ");
      const reload = button("", { class: "button small" }, () => site.update(), signal);
      reload.append(text, "Reload");
      status.append(reload);
    }
  }
}

customElements.define("offline-status", OfflineStatus);
