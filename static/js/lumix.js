// What the pages do beyond plain HTML: read-outs of pictures, and days by the arrow keys. All of it is an extra.
const READOUT = "[data-readout]";

function tell(column) {
  const figure = column.closest("figure");
  figure.querySelectorAll(".hit.at").forEach((other) => other.classList.remove("at"));
  column.classList.add("at");
  figure.querySelector("output").textContent = column.dataset.readout;
}

function step(chart, by) {
  const columns = [...chart.querySelectorAll(READOUT)];
  const at = columns.findIndex((column) => column.classList.contains("at"));
  const next = at < 0 ? Math.floor(columns.length / 2) : at + by;
  if (columns[next]) tell(columns[next]);
}

// A narrow screen shows only a part of a row of links: the part with the page where one is.
document.querySelectorAll("nav [aria-current=page]").forEach((link) => {
  const row = link.closest("ul");
  if (row) row.scrollLeft += link.getBoundingClientRect().right - row.getBoundingClientRect().right + row.clientWidth / 3;
});

document.querySelectorAll("figure output").forEach((output) => {
  output.textContent = "Point at a column for its figures, or focus the picture and press ← →.";
});

document.addEventListener("pointerover", (event) => {
  const column = event.target.closest?.(READOUT);
  if (column) tell(column);
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, .scroll")) return;
  const chart = event.target.closest("svg.chart");
  if (chart) {
    event.preventDefault();
    step(chart, by);
    return;
  }
  document.querySelector(by < 0 ? "nav.days a[rel=prev]" : "nav.days a[rel=next]")?.click();
});
