// Applies the settings that the first paint needs: the theme, the widths of lesson and
// lab, and whether the address opens the code instead of the lesson. A page runs it before it is drawn, and app.js after.

import { loadSplit, loadTheme } from "./lab/preferences.js";

const root = document.documentElement;
root.dataset.js = "";
const theme = loadTheme();
if (theme) root.dataset.theme = theme;
const split = loadSplit();
if (split !== null) root.style.setProperty("--split", `${split}%`);
if (new URLSearchParams(location.search).get("view") === "code") root.dataset.code = "";
