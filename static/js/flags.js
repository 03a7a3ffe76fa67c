// Flags by keyboard: j and k go through them, u and w open the two things that can be done. All of it is an extra.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
  const flags = [...document.querySelectorAll("[data-flag]")];
  const at = flags.indexOf(document.activeElement?.closest("[data-flag]"));
  const step = { j: 1, k: -1 }[event.key];
  if (step) flags[Math.max(0, Math.min(flags.length - 1, at + step))]?.focus();
  const act = flags[at]?.querySelector(`[data-act="${CSS.escape(event.key)}"]`);
  if (!act) return;
  event.preventDefault();
  act.open = true;
  act.querySelector("textarea")?.focus();
});
