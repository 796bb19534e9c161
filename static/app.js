// Everything a page does beyond being read. Each element brings its own part.

import "./offline/offline-mark.js";
import "./ui/echo-demo/echo-demo.js";
import "./ui/view-switch/view-switch.js";
import "./ui/lesson-progress/lesson-progress.js";
import "./ui/lab-script/lab-script.js";
import "./ui/socket-lab/socket-lab.js";
import "./ui/split-rule/split-rule.js";
import "./ui/theme-toggle/theme-toggle.js";
import "./ui/try-it/try-it.js";
import { fragmentOf } from "./lab/fragment.js";
import "./ui/quiet-note/quiet-note.js";
import { addCopyButtons } from "./ui/copy-button/copy-button.js";
import { explainWords } from "./ui/word/word.js";

const pageLives = new AbortController().signal;

addCopyButtons(pageLives);
explainWords(pageLives);

// A link to a line of the whole source opens what it is folded into. An address
// is encoded as the browser encodes it, or is no text at all.
function unfold() {
  const target = document.getElementById(fragmentOf(location.hash));
  const details = target ? target.closest("details") : null;
  if (!target || !details || details.open) return;
  details.open = true;
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", unfold, { signal: pageLives });
unfold();
