/* Deadline chips: <span class="sla-chip" data-state data-start data-due data-warn data-label>.
   The server writes <html data-now>; counting starts from it, so a wrong clock on the reader's machine moves no deadline.
   Only the display is computed here: the server owns deadlines, pauses and support hours. No data-due, no counting. */
import { $, $$, say, word } from "./dom.js";

const skew = document.documentElement.dataset.now ? Date.parse(document.documentElement.dataset.now) - Date.now() : 0;
const pad = (n) => String(n).padStart(2, "0");
const worse = ["ok", "soon", "urgent", "breached"];
const MINUTE = 60e3;

/* What is left is floored to the minute (seconds in the last five), what is late is ceiled. */
const span = (ms) => {
  const minutes = Math.floor(ms / MINUTE), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days) return hours % 24 ? `${days}d ${hours % 24}h` : `${days}d`;
  return hours ? `${hours}h ${pad(minutes % 60)}m` : `${minutes}m`;
};
const text = (left) => {
  if (left <= 0) return word("over", span(Math.ceil(-left / MINUTE) * MINUTE));
  return left < 5 * MINUTE ? `${Math.floor(left / MINUTE)}:${pad(Math.floor(left / 1000) % 60)}` : span(left);
};
const stateOf = (left, used, warn) => (left <= 0 ? "breached" : left < 15 * MINUTE ? "urgent" : used >= warn ? "soon" : "ok");

const draw = (chip, now, spoken) => {
  const due = Date.parse(chip.dataset.due), start = Date.parse(chip.dataset.start || ""), left = due - now;
  const share = due > start ? ((now - start) / (due - start)) * 100 : left <= 0 ? 100 : 0;
  const used = Math.min(100, Math.max(0, Math.floor(share)));
  const state = stateOf(left, used, Number(chip.dataset.warn || 75)), shown = text(left), time = $("time", chip);
  if (time && time.textContent !== shown) time.textContent = shown;
  chip.style.setProperty("--used", `${used}%`);
  if (state === chip.dataset.state) return;
  if (spoken && chip.dataset.label && worse.indexOf(state) > worse.indexOf(chip.dataset.state) && state !== "soon") {
    say(`${chip.dataset.label}: ${word(state === "breached" ? "missed" : "urgent")}`);
  }
  chip.dataset.state = state;
};

const tick = (spoken) => {
  const now = Date.now() + skew;
  $$(".sla-chip[data-due]").forEach((chip) => draw(chip, now, spoken));
};

tick(false);
setInterval(tick, 1000, true);
document.addEventListener("htmx:afterSettle", () => tick(false));
