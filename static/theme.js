// Runs before the first paint, so that neither the colours nor the rule between
// lesson and lab move after it. Everything else waits for app.js.

import { local } from "./lab/storage.js";

const root = document.documentElement;
root.dataset.js = "";
const theme = local.getItem("socketschool.theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;
const share = Number(local.getItem("socketschool.split"));
if (share >= 25 && share <= 70) root.style.setProperty("--split", `${share}%`);
