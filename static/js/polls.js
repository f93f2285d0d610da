/* Polled parts: <a hx-get="…" hx-trigger="poll" hx-swap="outerHTML" data-poll>. Asked every 3 s while the tab is visible
   and in use, else every 20 s. The server's ETag goes back with the next question, and a 304 swaps nothing. The bell's answer
   also names what else has changed (HX-Trigger): parts listen with hx-trigger="queue-changed from:body". */
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
  if (!part?.matches("[data-poll], [data-part]")) return;
  const tag = xhr.getResponseHeader("ETag");
  if (tag) tags.set(requestConfig.path, tag);
  if (xhr.status === 200 && !xhr.responseText.includes(`id="${part.id}"`)) {
    event.detail.shouldSwap = false;
    if (!isOver) toast(word("signedOut"), "danger");
    isOver = true;
  }
});

/* News is spoken once, when the count has grown: the words of a missed promise, else that there is some. A page that does
   not know the count yet (NaN) has nothing to compare with. */
const count = () => Number($("#bell")?.dataset.unseen ?? NaN);
let unseen = count();
document.addEventListener("htmx:afterSettle", () => {
  const now = count();
  if (now > unseen) say($("#bell").dataset.urgent || word("news"));
  unseen = now;
});
