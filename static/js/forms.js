/* Forms: sent once, filters that send themselves, parts shown for one choice, errors that take the focus. */
import { $, $$, on } from "./dom.js";

/* A second click on Send while the first is on its way changes nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-theme-toggle]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
  $$("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    $$('[aria-disabled="true"]', form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

on("change", "[data-submit-on-change]", (form) => form.requestSubmit());
on("click", "[data-dismiss]", (button) => button.closest(button.dataset.dismiss)?.remove());

/* data-show-for="name=value": shown while that choice is made. */
const showFor = () => $$("[data-show-for]").forEach((part) => {
  const [name, value] = part.dataset.showFor.split("=");
  part.hidden = ![...document.getElementsByName(name)].some((input) => (
    (input.type === "radio" || input.type === "checkbox" ? input.checked : true) && input.value === value));
});
document.addEventListener("change", showFor);
document.addEventListener("htmx:afterSettle", showFor);
showFor();

const summary = $("[data-error-summary]");
if (summary && !$("dialog[open]")) summary.focus();
