// The bundle of the Code view. A page loads it when its code is first opened.

export { CodePanels } from "./ui/code-view/code-panels.js";
