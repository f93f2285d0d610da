/* Single keys fire only outside text fields and can be switched off in the list of shortcuts (WCAG 2.1.4).
   Any control with data-key="x" is clicked by that key; g and the key of a navigation link goes there. */
import { $, $$, keep, kept, on } from "./dom.js";
import { isOpen, setDrawer } from "./drawer.js";
import { openDialog } from "./overlays.js";
import { clearRows, moveCursor, toggleRow } from "./rows.js";
import { nextTheme } from "./theme.js";

const areOn = () => kept("shortcuts") !== "off";
on("change", "[data-shortcuts-switch]", (box) => keep("shortcuts", box.checked ? "on" : "off"));
$$("[data-shortcuts-switch]").forEach((box) => { box.checked = areOn(); });

const compose = (tab) => { if ($(tab)) { $(tab).click(); $(".composer textarea")?.focus(); return true; } return false; };
const search = () => { const field = $("[data-search]"); field?.focus(); return Boolean(field); };
const keys = {
  "?": () => openDialog("shortcuts"),
  "/": search,
  j: () => moveCursor(1),
  k: () => moveCursor(-1),
  x: toggleRow,
  r: () => compose("#tab-reply"),
  n: () => compose("#tab-note"),
  t: nextTheme,
};

let waitsForPlace = false;
const go = (key) => { waitsForPlace = false; const link = $(`[data-go="${CSS.escape(key)}"]`); if (link) location.href = link.href; };

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const typing = target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');
  if (typing || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || $("dialog[open]")) return;
  if (key === "Escape") {
    if ($(":popover-open")) return;
    if (isOpen()) setDrawer(false); else clearRows();
    return;
  }
  if (!areOn()) return;
  if (waitsForPlace) { go(key); return; }
  if (key === "g") { waitsForPlace = true; setTimeout(() => { waitsForPlace = false; }, 900); return; }
  const own = $(`[data-key="${CSS.escape(key)}"]:not([hidden] *)`);
  if (own) { event.preventDefault(); own.click(); } else if (keys[key]) { if (keys[key]() !== false) event.preventDefault(); }
});
