/* Lists: boxes with shift-click ranges and a bulk bar; a cursor that j and k move. */
import { $, $$, on, word } from "./dom.js";

let anchor = null;
const boxes = () => $$("[data-select]");

const sync = () => {
  const all = boxes(), chosen = all.filter((box) => box.checked);
  all.forEach((box) => box.closest("tr").setAttribute("aria-selected", box.checked));
  const bar = $("[data-bulk]"), master = $("[data-select-all]");
  if (bar) { bar.hidden = !chosen.length; $("output", bar).textContent = word("selected", chosen.length); }
  if (master) { master.checked = all.length > 0 && chosen.length === all.length; master.indeterminate = chosen.length > 0 && chosen.length < all.length; }
};

on("click", "[data-select]", (box, event) => {
  if (event.shiftKey && anchor?.isConnected) {
    const all = boxes(), [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
  }
  anchor = box;
  sync();
});
on("change", "[data-select-all]", (master) => { boxes().forEach((box) => { box.checked = master.checked; }); sync(); });

export const clearRows = () => { if (boxes().length) { boxes().forEach((box) => { box.checked = false; }); sync(); } };
on("click", "[data-select-none]", clearRows);

const cursor = () => $("tr[data-cursor]");
export const moveCursor = (step) => {
  const rows = $$("tr[data-href]");
  if (!rows.length) return;
  const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(cursor()) + step))];
  cursor()?.removeAttribute("data-cursor");
  next.setAttribute("data-cursor", "");
  next.scrollIntoView({ block: "nearest" });
  $("a", next)?.focus({ preventScroll: true });
};
export const toggleRow = () => { const box = cursor() && $("[data-select]", cursor()); if (box) box.click(); };

/* A polled list keeps its choices and its cursor: rows are known by their id. */
let before = null;
document.addEventListener("htmx:beforeSwap", () => {
  before = { chosen: new Set(boxes().filter((box) => box.checked).map((box) => box.value)), row: cursor()?.id };
});
document.addEventListener("htmx:afterSettle", () => {
  if (!before) return;
  boxes().forEach((box) => { if (before.chosen.has(box.value)) box.checked = true; });
  if (before.row && !cursor()) document.getElementById(before.row)?.setAttribute("data-cursor", "");
  before = null;
  sync();
});
if ($("[data-select]")) sync();
