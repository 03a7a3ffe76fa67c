// What needs a confirmation is shown in a dialog, boxes are ticked all at once, and "/" finds the search. All of it is
// an extra: without scripts the confirmation is a page, and each box is ticked by itself.
// <button data-confirmed-by="#part"> sends its form as a page would; the answer's part comes into the dialog around #part.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-confirmed-by]");
  const part = button && document.querySelector(button.dataset.confirmedBy);
  if (!part?.closest("dialog") || !button.form.reportValidity()) return;
  event.preventDefault();
  const values = Object.fromEntries([...new FormData(button.form).keys()].map((name) => [name, new FormData(button.form).getAll(name)]));
  if (button.name) values[button.name] = button.value;
  const address = button.hasAttribute("formaction") ? button.formAction : button.form.action;
  htmx.ajax("POST", address, { source: button, target: part, swap: "outerHTML", values });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById(event.target.id)?.closest("dialog");
  if (dialog && !dialog.open) dialog.showModal();
});

// <form data-confirm="#dialog">: the dialog's button with value "confirm" lets the form go, any other one does not.
document.addEventListener("submit", (event) => {
  const dialog = document.querySelector(event.target.dataset.confirm || "#no-dialog");
  if (!dialog || event.target.dataset.agreed) return;
  event.preventDefault();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "confirm") return;
    event.target.dataset.agreed = "yes";
    event.target.requestSubmit(event.submitter);
  }, { once: true });
  dialog.returnValue = "";
  dialog.showModal();
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest?.("dialog [data-close]")?.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});

// Boxes: <input data-tick-all="name"> ticks all of that name in its form; <output data-ticked="name"> says how many are.
const boxes = (form, name) => [...form.querySelectorAll(`input[type=checkbox][name="${name}"]`)];

function tell(form) {
  form.querySelectorAll("[data-ticked]").forEach((output) => {
    const ticked = boxes(form, output.dataset.ticked).filter((box) => box.checked).length;
    output.textContent = ticked ? `${ticked} ticked` : "";
  });
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form) return;
  const name = event.target.dataset.tickAll;
  if (name) boxes(form, name).forEach((box) => { box.checked = event.target.checked; });
  tell(form);
});

const tellAll = () => document.querySelectorAll("form:has([data-ticked])").forEach(tell);
document.addEventListener("htmx:afterSettle", tellAll);
tellAll();

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});
