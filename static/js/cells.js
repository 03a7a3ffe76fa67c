// Pictures whose days are links: one stop of the Tab key, arrows from day to day, each read out. All of it is an extra.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR_ASIDE = 4; // a day beside the way counts as that much further off than one on it

function days(chart) {
  return [...chart.querySelectorAll("a[href]")];
}

function middle(day) {
  const box = day.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

function nearest(chart, from, [right, down]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const day of days(chart)) {
    const [across, along] = [middle(day)[0] - x, middle(day)[1] - y];
    const ahead = across * right + along * down;
    const aside = Math.abs(across * down) + Math.abs(along * right);
    if (ahead > 2 && ahead + FAR_ASIDE * aside < least) [best, least] = [day, ahead + FAR_ASIDE * aside];
  }
  return best;
}

function stop(chart, at) {
  for (const day of days(chart)) day.setAttribute("tabindex", day === at ? "0" : "-1");
}

document.querySelectorAll("figure svg[role=group]").forEach((chart) => {
  const found = days(chart);
  stop(chart, found.find((day) => day.hasAttribute("aria-current")) ?? found.at(-1));
  const output = chart.closest("figure").querySelector("output");
  if (output) output.textContent = "Point at a day for its figures, or move to it with the Tab and arrow keys.";
});

document.addEventListener("focusin", (event) => {
  const hit = event.target.closest?.("figure svg[role=group] a")?.querySelector("[data-readout]");
  if (!hit) return;
  hit.closest("figure").querySelector("output").textContent = hit.dataset.readout;
  stop(hit.closest("svg"), hit.closest("a"));
});

document.addEventListener(
  "keydown",
  (event) => {
    const way = ARROWS[event.key];
    const from = event.target.closest?.("figure svg[role=group] a");
    if (!way || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere the arrows change the page's day
    nearest(from.closest("svg"), from, way)?.focus();
  },
  true,
);
