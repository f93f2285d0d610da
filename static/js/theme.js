/* Theme: system, light, dark. A person's choice is posted to the profile; without a person the browser keeps it. */
import { $, $$, keep, kept, on, say, word } from "./dom.js";

const root = document.documentElement;
const themes = ["system", "light", "dark"];
const current = () => root.dataset.theme || "system";

const show = () => $$("[data-theme-toggle]").forEach((form) => {
  const button = $("button", form), label = form.dataset.label.replace("%s", form.dataset[current()]);
  button.value = themes[(themes.indexOf(current()) + 1) % themes.length];
  button.setAttribute("aria-label", label);
  button.title = label;
  const use = $("use", button);
  use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, current() === "dark" ? "#moon" : "#sun"));
});

const choose = (form, name) => {
  if (name === "system") delete root.dataset.theme; else root.dataset.theme = name;
  keep("theme", name);
  show();
  say(word("themeIs", form.dataset[name]));
  if (!form.getAttribute("action")) return;
  const body = new FormData(form);
  body.set("theme", name);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => { /* the browser still remembers */ });
};

on("submit", "[data-theme-toggle]", (form, event) => {
  event.preventDefault();
  choose(form, $("button", form).value);
});

export const nextTheme = () => {
  const form = $("[data-theme-toggle]");
  if (form) choose(form, $("button", form).value);
};

if (!root.dataset.theme && themes.includes(kept("theme")) && !$("[data-theme-toggle]")?.getAttribute("action")) {
  if (kept("theme") !== "system") root.dataset.theme = kept("theme");
}
show();
