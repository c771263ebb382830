// Keys for the review pages. All of it also works by mouse and, slower, without this file.
"use strict";

const find = (selector) => (selector ? document.querySelector(selector) : null);
const press = (selector) => find(selector)?.click();
document.documentElement.classList.add("scripts");
const typing = (element) => element?.matches?.("input, textarea, select");

const verbs = {
  j: () => press("a[rel=next]"),
  k: () => press("a[rel=prev]"),
  n: () => find(".judge textarea")?.focus(),
  c: () => unfold(".better"),
  r: () => unfold(".answer"),
  "/": () => find("#q")?.focus(),
  "?": () => find("#keys")?.showModal(),
  "[": () => step(-1),
  "]": () => step(1),
};

function unfold(selector) {
  const part = find(selector);
  if (!part) return;
  part.open = true;
  part.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function step(by) {
  const views = [...document.querySelectorAll(".views a")];
  const at = views.findIndex((view) => view.matches("[aria-current]"));
  views[(at + by + views.length) % views.length]?.click();
}

document.addEventListener("keydown", (event) => {
  const field = typing(event.target);
  if (event.key === "Escape" && field) return event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field) return keep(event);
  if (field || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  const button = find(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button && !verbs[event.key]) return;
  event.preventDefault();
  button ? button.click() : verbs[event.key]();
});

// Ctrl+Enter: what was written is kept. A note needs a verdict: the one there is, or the next key.
function keep(event) {
  const form = event.target.form;
  event.preventDefault();
  if (!form?.matches(".judge")) return form?.requestSubmit();
  const given = form.querySelector("[aria-pressed=true]");
  given ? given.click() : event.target.blur();
}

// Choosing what narrows the list is enough, and what is not chosen stays out of the address.
document.addEventListener("change", (event) => {
  if (event.target.matches(".narrow select")) event.target.form.requestSubmit();
});
document.addEventListener("formdata", (event) => {
  if (!event.target.matches(".narrow, .search")) return;
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

// A passage is searched by its words; of those that are left, the arrows choose.
document.addEventListener("input", (event) => {
  const list = find(event.target.dataset?.narrows);
  if (!list) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of list.options) option.hidden = !words.every((word) => option.dataset.words.includes(word));
  list.selectedIndex = words.length ? [...list.options].findIndex((option) => !option.hidden) : -1;
});
document.addEventListener("keydown", (event) => {
  const list = event.key.startsWith("Arrow") && find(event.target.dataset?.narrows);
  if (!list) return;
  const left = [...list.options].filter((option) => !option.hidden);
  const at = left.indexOf(list.selectedOptions[0]) + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0);
  if (left.length) list.value = left[Math.max(0, Math.min(at, left.length - 1))].value;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") event.preventDefault();
});

// One menu at a time, closed by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".me[open], .unmask[open], .take[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// The turn at hand comes into sight, in the list and in the conversation.
let shown = "";
function settle() {
  const turn = find("[data-at-hand]");
  if ((turn?.id ?? "") === shown) return;
  shown = turn?.id ?? "";
  find(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
  if (turn) turn.scrollIntoView({ block: "start" });
  if (location.hash === "#better") unfold(find(".answer") ? ".answer" : ".better");
}
document.addEventListener("htmx:after:swap", settle);
document.addEventListener("DOMContentLoaded", settle);

// What is still being tried is looked at again.
const again = () => find("[data-again]") && setTimeout(press, 300, "[data-again]");
document.addEventListener("htmx:after:swap", again);
document.addEventListener("DOMContentLoaded", again);
