// What makes pages quicker where scripts run. Every page works without this file: nothing is here that a form or a link
// cannot do. Texts come from the page or the server, never from here.
"use strict";

const own = { credentials: "same-origin" };

// --- A field is checked by the server's own rules as soon as it has been changed. ---
// <form data-check="ADDRESS">: the form is posted there with `_field`; the answer is {"error": text or null}.

function says(field, text) {
  const line = field.querySelector(".error");
  if (!line) return;
  line.querySelector(".text").textContent = text ?? "";
  line.hidden = !text;
  field.classList.toggle("wrong", Boolean(text));
  const group = field.querySelector("fieldset");
  const inputs = group ? [group] : field.querySelectorAll("input, select, textarea");
  for (const input of inputs) {
    if (!group && text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    described[text ? "add" : "delete"](line.id);
    if (described.size) input.setAttribute("aria-describedby", [...described].join(" "));
    else input.removeAttribute("aria-describedby");
  }
}

async function check(form, field) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  body.append("_field", field.dataset.field);
  const answer = await fetch(form.dataset.check, { method: "POST", body, ...own });
  if (answer.ok) says(field, (await answer.json()).error);
}

document.addEventListener("change", (event) => {
  const field = event.target.closest?.("[data-field]");
  const form = field?.closest("form[data-check]");
  if (form && event.target.type !== "file") check(form, field).catch(() => {});
});

// --- A part of a page is fetched alone. ---
// <… data-part="ID"> around links and GET forms: what they lead to replaces the element of that id.

async function replacePart(id, address, push) {
  const answer = await fetch(address, own);
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  const old = document.getElementById(id);
  if (!answer.ok || !part || !old) return location.assign(address);
  const focused = document.activeElement?.id;
  old.replaceWith(part);
  if (push) history.pushState({ part: id }, "", address);
  (document.getElementById(focused) ?? part).focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-part] a[href]");
  if (!link || link.download || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  replacePart(link.closest("[data-part]").dataset.part, link.href, true).catch(() => location.assign(link.href));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const id = form.closest("[data-part]")?.dataset.part;
  if (!id || form.method !== "get") return;
  event.preventDefault();
  const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
  replacePart(id, address, true).catch(() => form.submit());
});

addEventListener("popstate", (event) => { if (event.state?.part) location.reload(); });

// --- Work that is under way: the content is fetched again until it is done. ---

async function follow() {
  const answer = await fetch(location.href, own);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.getElementById("content");
  if (!answer.ok || !content) return;
  const focused = document.activeElement?.id;
  document.getElementById("content").replaceWith(content);
  document.title = page.title;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function watch() {
  if (document.querySelector("main .progress[data-busy]")) setTimeout(() => follow().catch(() => {}).finally(watch), 1000);
}

// --- Files: how much has been sent. ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.enctype !== "multipart/form-data") return;
  if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
  event.preventDefault();
  const bar = document.createElement("progress");
  bar.className = "upload";
  bar.max = 1;
  bar.setAttribute("aria-label", event.submitter?.textContent ?? "");
  form.querySelector(".actions").before(bar);
  const sent = new FormData(form);
  if (event.submitter?.name) sent.append(event.submitter.name, event.submitter.value);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (now) => { if (now.lengthComputable) bar.value = now.loaded / now.total; });
  request.addEventListener("error", () => { bar.remove(); form.submit(); });
  request.addEventListener("load", () => {
    history.pushState({ part: "upload" }, "", request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = page.title;
    document.body.replaceWith(page.body);
    attend();
  });
  request.send(sent);
});

// --- Nobody submits twice by pressing twice. ---

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

// --- Links of the error summary go into the field; menus close. ---

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".errors a");
  const input = link && document.getElementById(link.hash.slice(1));
  if (input) { event.preventDefault(); input.closest(".field")?.scrollIntoView({ block: "center" }); input.focus({ preventScroll: true }); }
  for (const menu of document.querySelectorAll("details.person[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// --- Keys. Single keys only where nothing is being typed, and only where the reader has not switched them off. ---

let first = "";
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("header details[open], .masthead[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    return;
  }
  if (document.body.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const pressed = first + event.key;
  first = event.key === "g" ? "g" : "";
  if (pressed === "/") { event.preventDefault(); document.getElementById("q")?.select(); }
  else if (pressed === "?") location.assign("/shortcuts");
  else if (pressed === "gh") location.assign("/");
  else if (pressed === "gs") location.assign("/services");
});

function attend() {
  document.querySelector(".errors")?.focus();
  watch();
}
attend();
