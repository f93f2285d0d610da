/* Files dropped on the zone join those chosen; names and sizes are listed, too large ones are named and left out. */
import { $, on, say, word } from "./dom.js";

const LIMIT = 25 * 1024 * 1024;
const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

const list = (zone) => {
  const input = $("input", zone), chosen = new DataTransfer(), refused = [];
  [...input.files].forEach((file) => (file.size > LIMIT ? refused.push(file.name) : chosen.items.add(file)));
  input.files = chosen.files;
  const lines = [...chosen.files].map((file) => `${file.name} (${size(file.size)})`);
  lines.push(...refused.map((name) => word("tooLarge", name)));
  const shown = $("[data-chosen]", zone);
  shown.hidden = !lines.length;
  shown.textContent = lines.join(" · ");
  if (lines.length) say(shown.textContent);
};

on("change", "[data-dropzone]", list);
on("dragover", "[data-dropzone]", (zone, event) => { event.preventDefault(); zone.dataset.over = ""; });
on("dragleave", "[data-dropzone]", (zone) => { delete zone.dataset.over; });
on("drop", "[data-dropzone]", (zone, event) => {
  event.preventDefault();
  delete zone.dataset.over;
  const input = $("input", zone), all = new DataTransfer();
  [...input.files, ...event.dataTransfer.files].forEach((file) => all.items.add(file));
  input.files = all.files;
  list(zone);
});
