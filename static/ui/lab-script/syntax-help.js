// The help below the script editor: what each line of a script does.

import { HELP } from "../../conversation/grammar.js";
import { h } from "../dom.js";

export function syntaxHelp() {
  const list = h("dl", {});
  for (const [line, meaning] of HELP) {
    list.append(h("div", {}, h("dt", {}, h("code", {}, line)), h("dd", {}, meaning)));
  }
  return h("details", { class: "script-help" }, h("summary", {}, "What can stand in a line"), list);
}
