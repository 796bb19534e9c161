// Runs before the first paint, so that neither the colours nor the rule between
// lesson and lab move after it. Everything else waits for app.js.

const root = document.documentElement;
root.dataset.js = "";
try {
  const theme = localStorage.getItem("socketschool.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const share = Number(localStorage.getItem("socketschool.split"));
  if (share >= 25 && share <= 70) root.style.setProperty("--split", `${share}%`);
} catch (error) {
  console.warn("this browser keeps no settings for the page", error);
}
