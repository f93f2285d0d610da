/* Tabs after the ARIA pattern: arrow keys move. A composer's tabs (data-mode) switch between reply and note. */
import { $, $$, on } from "./dom.js";

const select = (tab) => {
  $$('[role="tab"]', tab.closest('[role="tablist"]')).forEach((other) => {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel && !other.dataset.mode) panel.hidden = !chosen;
  });
  const composer = tab.dataset.mode && tab.closest(".composer");
  if (!composer) return;
  composer.dataset.mode = tab.dataset.mode;
  const area = $("textarea", composer), kind = $("[data-composer-kind]", composer);
  if (kind) kind.value = tab.dataset.mode;
  if (tab.dataset.placeholder) area.placeholder = tab.dataset.placeholder;
  area.setAttribute("aria-label", tab.textContent.trim());
};

on("click", '[role="tab"]', select);
on("keydown", '[role="tab"]', (tab, event) => {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const tabs = $$('[role="tab"]', tab.parentElement);
  const to = tabs.at((tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1)) % tabs.length);
  select(to);
  to.focus();
});
