// Uploads: a file may be dropped, its travel is shown, and so is the work after it. Without this the forms work alone.
const SECOND = 1000;

function working(form, words) {
  const began = Date.now();
  const box = form.querySelector("[data-progress]");
  box.hidden = false;
  const told = box.querySelector("[data-progress-words]");
  box.querySelector("progress").removeAttribute("value");
  const tell = () => (told.textContent = `${words} … ${Math.round((Date.now() - began) / SECOND)} s`);
  tell();
  setInterval(tell, SECOND);
}

function refuse(form, sentence) {
  const box = form.querySelector("[data-refusal]");
  box.textContent = sentence;
  box.hidden = false;
  form.querySelector("[data-progress]").hidden = true;
  form.querySelector("button").disabled = false;
}

function answer(form, request) {
  let told = {};
  try {
    told = JSON.parse(request.responseText);
  } catch {
    told = { detail: `The server answered with ${request.status}: try again in a moment.` };
  }
  if (told.location) {
    working(form, "Reading the file");
    location.assign(told.location);
  } else refuse(form, told.detail);
}

function send(form) {
  const request = new XMLHttpRequest();
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  form.querySelector("[data-refusal]").hidden = true;
  form.querySelector("button").disabled = true;
  box.hidden = false;
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (100 * event.loaded) / event.total;
    box.querySelector("[data-progress-words]").textContent = `Sending the file: ${Math.floor(bar.value)} %`;
  });
  request.addEventListener("load", () => answer(form, request));
  request.addEventListener("error", () => refuse(form, "The connection broke: nothing was stored. Send the file again."));
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
}

document.querySelectorAll("[data-with-js]").forEach((part) => (part.hidden = false));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-works]")) {
    form.querySelector("button").disabled = true;
    working(form, form.dataset.works);
  }
  if (!form.matches("[data-upload]")) return;
  event.preventDefault();
  const [file] = form.querySelector("input[type=file]").files;
  const limit = Number(form.dataset.limit);
  if (file.size > limit) refuse(form, `The file has ${Math.ceil(file.size / 1e6)} MB, and ${limit / 1e6} are taken at once: send it in parts, or as gzip.`);
  else send(form);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target.closest?.("[data-drop]");
    document.querySelectorAll("[data-drop]").forEach((one) => one.classList.toggle("over", kind === "dragover" && one === place));
    if (!place) return;
    event.preventDefault();
    if (kind === "drop" && event.dataTransfer.files.length) place.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

// A page out of the browser's memory must not stand there with a button that cannot be pressed.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
