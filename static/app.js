// The script of every page: defines the elements and adds what needs no element.

// It must be first: elements ask for the page's lab as soon as they are defined.
import "./ui/lesson-page.js";
import "./offline/offline-status.js";
import "./ui/echo-demo/echo-demo.js";
import "./ui/view-switch/view-switch.js";
import "./ui/lesson-progress/lesson-progress.js";
import "./ui/exercise-card/exercise-card.js";
import "./ui/next-step/next-step.js"; // it asks for the cards
import "./ui/next-step/course-step.js";
import "./ui/progress-record/progress-record.js";
import "./ui/class-member/class-member.js";
import "./ui/lab-script/lab-script.js";
import "./ui/socket-lab/socket-lab.js";
import "./ui/code-view/code-view.js";
import "./ui/column-splitter/column-splitter.js";
import "./ui/theme-toggle/theme-toggle.js";
import "./ui/try-it/try-it.js";
import "./ui/naive-version/naive-version.js"; // it asks for the Try its
import { fragmentOf } from "./core/fragment.js";
import "./ui/quiet-note/quiet-note.js";
import { addCopyButtons } from "./ui/copy-button/copy-button.js";
import { initWordTooltips } from "./ui/word-tooltip/word-tooltip.js";

const pageSignal = new AbortController().signal;

addCopyButtons(pageSignal);
initWordTooltips(pageSignal);

// A link to a line of the whole source unfolds what contains it. The fragment may be no
// valid text.
function unfold() {
  const target = document.getElementById(fragmentOf(location.hash));
  const details = target ? target.closest("details") : null;
  if (!target || !details || details.open) return;
  details.open = true;
  target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", unfold, { signal: pageSignal });
unfold();
