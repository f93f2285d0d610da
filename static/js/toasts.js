/* Toasts leave after six seconds, later while the pointer or the focus is on them; an error stays until dismissed. */
import { $, $$, word } from "./dom.js";

const sprite = () => $(".icon use")?.getAttribute("href").replace(/#.*$/, "") ?? "";

const settle = (toast) => {
  const button = document.createElement("button"), name = word("dismiss");
  Object.assign(button, { type: "button", className: "button", title: name });
  Object.assign(button.dataset, { variant: "ghost", iconOnly: "", size: "sm", dismiss: ".toast" });
  button.setAttribute("aria-label", name);
  button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite()}#x"/></svg>`;
  $("strong", toast).after(button);
  if (toast.dataset.tone === "danger") return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 6000);
};

export const toast = (text, tone = "info") => {
  const item = document.createElement("div");
  item.className = "toast";
  item.dataset.tone = tone;
  item.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite()}#${tone === "danger" ? "alert" : tone === "ok" ? "check" : "info"}"/></svg><strong></strong>`;
  $("strong", item).textContent = text;
  $(".toasts")?.append(item);
  settle(item);
};

$$(".toasts > .toast").forEach(settle);
/* A partial may carry new toasts out of band: <div class="toast" hx-swap-oob="beforeend:.toasts">. */
document.addEventListener("htmx:oobAfterSwap", () => $$(".toasts > .toast:not(:has(> .button))").forEach(settle));
document.addEventListener("htmx:sendError", (event) => { if (!event.target.matches?.("[data-poll]")) toast(word("failed"), "danger"); });
document.addEventListener("htmx:responseError", (event) => { if (!event.target.matches?.("[data-poll]")) toast(word("failed"), "danger"); });
