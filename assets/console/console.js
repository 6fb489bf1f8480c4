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
// A choice that shows its own part, also in parts of a page that came later. A part may belong to several choices.
function showParts() {
  for (const part of all("[data-part]")) {
    const names = part.dataset.part.split(" ");
    part.hidden = !all("[data-shows]").some((choice) => choice.checked && names.includes(choice.dataset.shows));
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

// A form that is looked at while it is filled in: what comes when, what is in the way.
const looks = new Map();
function lookAt(form) {
  const part = form.querySelector("#check, [data-check]");
  const values = {};
  for (const [name, value] of new FormData(form)) (values[name] ??= []).push(value);
  htmx.ajax("POST", "/console/activities/check", { source: part, target: part, swap: "innerHTML", values });
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-checked]");
  if (!form || event.target.name === "despite") return;
  clearTimeout(looks.get(form));
  looks.set(form, setTimeout(() => lookAt(form), 300));
});
// A room or host that is known brings its other name along, unless somebody wrote another there.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.dataset?.fills) return;
  const options = all("option", field.list);
  const known = options.find((option) => option.value === field.value);
  const other = field.form.elements[field.dataset.fills];
  const written = other?.value && !options.some((option) => option.dataset.english === other.value);
  if (known?.dataset.english && other && !written) other.value = known.dataset.english;
});

// A week by the hour: each block stands where its time is; those at one time stand side by side.
const week = document.querySelector(".week-grid");
const QUARTER = 15;
if (week) {
  const first = Number(week.dataset.first) * 60;
  const rows = (Number(week.dataset.last) * 60 - first) / QUARTER;
  for (let minute = first; minute < first + rows * QUARTER; minute += 60) {
    const hour = document.createElement("span");
    hour.textContent = `${String(minute / 60).padStart(2, "0")}:00`;
    week.querySelector(".hours").append(hour);
  }
  for (const column of all(".blocks", week)) {
    column.style.gridTemplateRows = `repeat(${rows}, minmax(14px, 1fr))`;
    column.style.backgroundSize = `100% ${400 / rows}%`;
    // Blocks that overlap, one after the other, share the width; others have it to themselves.
    let lanes = [], together = [], groups = [];
    for (const block of all(".block", column)) {
      const from = Math.max(0, Math.floor((Number(block.dataset.from) - first) / QUARTER));
      const to = Math.max(from + 2, Math.ceil((Number(block.dataset.to) - first) / QUARTER));
      if (lanes.every((end) => end <= from)) groups.push((lanes = [], together = []));
      let lane = lanes.findIndex((end) => end <= from);
      if (lane < 0) lane = lanes.length;
      lanes[lane] = to;
      together.push({ block, lane });
      block.style.gridRow = `${from + 1} / ${to + 1}`;
    }
    const widest = (group) => Math.max(...group.map(({ lane }) => lane + 1));
    // As many columns as every group can be shared out over.
    const columns = groups.map(widest).reduce((most, count) => (most % count === 0 ? most : most * count), 1);
    for (const group of groups) {
      const share = columns / widest(group);
      for (const { block, lane } of group) block.style.gridColumn = `${lane * share + 1} / span ${share}`;
    }
    column.classList.add("by-hour");
  }
  week.classList.add("by-hour");
}
// Dragged to another day or hour: asked before anything changes.
const grid = document.querySelector("[data-move-to]");
if (grid) {
  const sheet = document.getElementById("move-sheet");
  let dragged = null;
  grid.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-move]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.move);
  });
  grid.addEventListener("dragend", () => {
    dragged = null;
    all(".drop-here", grid).forEach((day) => day.classList.remove("drop-here"));
  });
  grid.addEventListener("dragover", (event) => {
    const day = event.target.closest("[data-day]");
    if (!dragged || !day) return;
    event.preventDefault();
    all(".drop-here", grid).forEach((other) => other !== day && other.classList.remove("drop-here"));
    day.classList.add("drop-here");
  });
  grid.addEventListener("drop", async (event) => {
    const day = event.target.closest("[data-day]");
    all(".drop-here", grid).forEach((other) => other.classList.remove("drop-here"));
    if (!dragged || !day) return;
    event.preventDefault();
    let start = dragged.dataset.start;
    if (day.classList.contains("by-hour")) {
      const box = day.getBoundingClientRect();
      const minutes = (Number(week.dataset.last) - Number(week.dataset.first)) * 60;
      const quarter = Math.round(((event.clientY - box.top) / box.height) * minutes / QUARTER) * QUARTER;
      const at = Math.min(Number(week.dataset.first) * 60 + quarter, 24 * 60 - QUARTER);
      start = `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    }
    const query = new URLSearchParams({ day: day.dataset.day, start, back: grid.dataset.moveTo });
    await htmx.ajax("GET", `/console/occurrences/${dragged.dataset.move}/move?${query}`, { target: sheet, swap: "innerHTML" });
    if (sheet.querySelector("form")) sheet.showPopover();
  });
  sheet.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    sheet.hidePopover();
  });
}
