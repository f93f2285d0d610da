/* Polled parts: <a hx-get="…" hx-trigger="poll" hx-swap="outerHTML" data-poll>. Asked every 3 s while the tab is visible
   and in use, else every 20 s. The server's ETag goes back with the next question, and a 304 swaps nothing. */
import { $, $$, say, word } from "./dom.js";
import { toast } from "./toasts.js";

const BRISK = 3_000, CALM = 20_000, IN_USE = 60_000;
const tags = new Map();
let usedAt = Date.now(), askedAt = Date.now(), isOver = false;
const touch = () => { usedAt = Date.now(); };
["pointerdown", "pointermove", "keydown", "scroll", "focus"].forEach((type) => addEventListener(type, touch, { passive: true, capture: true }));

const ask = () => {
  askedAt = Date.now();
  if (!isOver) $$("[data-poll]").forEach((part) => window.htmx?.trigger(part, "poll"));
};
const isInUse = () => document.visibilityState === "visible" && Date.now() - usedAt < IN_USE;
setInterval(() => { if (Date.now() - askedAt >= (isInUse() ? BRISK : CALM)) ask(); }, 1000);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { touch(); ask(); } });

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, path, headers } = event.detail;
  if (elt.matches("[data-poll]") && tags.has(path)) headers["If-None-Match"] = tags.get(path);
});
/* A part comes back as itself; anything else is the sign-in page of a session that ended: say so, swap and ask no more. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail, part = requestConfig?.elt;
  if (!part?.matches("[data-poll]")) return;
  const tag = xhr.getResponseHeader("ETag");
  if (tag) tags.set(requestConfig.path, tag);
  if (xhr.status === 200 && !xhr.responseText.includes(`id="${part.id}"`)) {
    event.detail.shouldSwap = false;
    if (!isOver) toast(word("signedOut"), "danger");
    isOver = true;
  }
});

/* New notices are spoken once, when the count has grown. */
let unseen = Number($("#bell")?.dataset.unseen ?? 0);
document.addEventListener("htmx:afterSettle", () => {
  const now = Number($("#bell")?.dataset.unseen ?? 0);
  if (now > unseen) say(word("news"));
  unseen = now;
});
