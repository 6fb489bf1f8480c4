// What the console's pages cannot do by themselves: live parts, dropped files, rows of a playlist. Pages work without.
"use strict";

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

// Parts that are fetched again and again, but never under someone's hands.
function inUse(part) {
  const active = document.activeElement;
  const typing = part.contains(active) && active.matches("input, select, textarea");
  return typing || part.querySelector("[popover]:popover-open, details[open]") || document.hidden;
}
for (const part of all("[data-refresh]")) {
  setInterval(() => inUse(part) || htmx.trigger(part, "refresh"), Number(part.dataset.refresh));
}
// Swapping a part must not take the keyboard away from whoever stands on one of its buttons.
let standing = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  standing = event.detail.target.contains(active) ? active.getAttribute("popovertarget") : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (standing) event.detail.target.querySelector(`[popovertarget="${CSS.escape(standing)}"]`)?.focus();
});

// What the server says when it refuses, and when it is gone.
const toast = document.getElementById("toast");
let toastTimer = 0;
function say(text) {
  if (!toast || !text) return;
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.hidden = true; }, 6000);
}
document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.responseText));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.gone));

// On a phone the menu is one line that scrolls: begin where we are.
document.querySelector(".side nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A choice that acts at once.
for (const select of all("[data-submit]")) select.addEventListener("change", () => select.form.submit());

// A box that makes fields meaningless.
for (const box of all("[data-disables]")) {
  const fields = box.dataset.disables.split(" ").map((id) => document.getElementById(id));
  const follow = () => fields.forEach((field) => { if (field) field.disabled = box.checked; });
  box.addEventListener("change", follow);
  follow();
}
// A choice that shows its own part, also in parts of a page that came later.
function showParts() {
  for (const choice of all("[data-shows]")) {
    for (const part of all(`[data-part="${choice.dataset.shows}"]`)) part.hidden = !choice.checked;
  }
}
document.addEventListener("change", showParts);
document.addEventListener("htmx:afterSwap", showParts);
showParts();

// Messages of a wall: all at once, and from the keyboard while it stands on one of them.
const wall = document.getElementById("wall");
if (wall) {
  const notes = all("[data-note]", wall);
  const ticks = all("[name=note]", wall);
  const everything = wall.querySelector("[data-all]");
  const box = everything.querySelector("input");
  const follow = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    all("[data-ticked]", wall).forEach((button) => { button.disabled = ticked === 0; });
    box.checked = ticked === ticks.length;
    box.indeterminate = ticked > 0 && !box.checked;
  };
  everything.hidden = false;
  box.addEventListener("change", () => {
    ticks.forEach((tick) => { tick.checked = box.checked; });
    follow();
  });
  wall.addEventListener("change", follow);
  follow();
  wall.addEventListener("keydown", (event) => {
    const note = event.target.closest("[data-note]");
    if (!note || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const other = notes[notes.indexOf(note) + step];
    const button = note.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (other) other.querySelector("[name=note]").focus();
    else if (button && !event.repeat) button.click();
    else return;
    event.preventDefault();
  });
  // Whoever decides one after the other stays where the next one is.
  if (document.querySelector(".undo")) ticks[0]?.focus({ preventScroll: true });
}
document.addEventListener("keydown", (event) => {
  const undo = document.querySelector(".undo [data-key]");
  if (undo && !event.repeat && event.key.toLowerCase() === "u" && event.target.matches("[name=note], .undo *")) undo.click();
});

// The pack file: chosen or dropped, sent with its progress.
const upload = document.getElementById("upload");
if (upload) {
  const file = document.getElementById("pack-file");
  const bar = document.getElementById("upload-progress");
  const words = document.getElementById("upload-words");
  const send = () => { if (file.files.length) upload.requestSubmit(); };
  file.addEventListener("change", send);
  for (const kind of ["dragenter", "dragover"]) {
    upload.addEventListener(kind, (event) => { event.preventDefault(); upload.classList.add("over"); });
  }
  upload.addEventListener("dragleave", (event) => {
    if (!upload.contains(event.relatedTarget)) upload.classList.remove("over");
  });
  upload.addEventListener("drop", (event) => {
    event.preventDefault();
    upload.classList.remove("over");
    if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; send(); }
  });
  const sending = (on) => { bar.parentElement.hidden = !on; upload.classList.toggle("busy", on); };
  upload.addEventListener("htmx:beforeRequest", () => {
    document.getElementById("upload-result").replaceChildren();
    bar.value = 0;
    words.textContent = words.dataset.sending;
    sending(true);
  });
  upload.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total } = event.detail;
    if (!total) return;
    const percent = Math.floor((100 * loaded) / total);
    bar.value = percent;
    words.textContent = percent < 100 ? `${words.dataset.sending} ${percent} %` : words.dataset.checking;
  });
  upload.addEventListener("htmx:afterRequest", () => { sending(false); file.value = ""; });
}

// Rows of a playlist.
const items = document.getElementById("items");
if (items) {
  const empty = items.lastElementChild.cloneNode(true);
  empty.querySelector("select").value = "";
  const add = document.getElementById("add-item");
  const reveal = () => all("[data-move]", items).forEach((button) => { button.hidden = false; });
  add.hidden = false;
  add.addEventListener("click", () => {
    items.append(empty.cloneNode(true));
    reveal();
    items.lastElementChild.querySelector("select").focus();
  });
  items.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("li");
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
  });
  reveal();
}
