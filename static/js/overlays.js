/* Popovers and menus open next to the button that owns them; dialogs open by data-dialog="id". */
import { $, $$, on } from "./dom.js";

on("click", "[popovertarget]", (button) => {
  const pop = document.getElementById(button.getAttribute("popovertarget"));
  if (pop) pop.dataset.owner = button.id || (button.id = `owner-${pop.id}`);
});

document.addEventListener("toggle", (event) => {
  const pop = event.target, owner = pop.dataset?.owner && document.getElementById(pop.dataset.owner);
  if (!owner) return;
  owner.setAttribute("aria-expanded", event.newState === "open");
  if (event.newState !== "open") return;
  const box = owner.getBoundingClientRect(), gap = 6;
  const below = box.bottom + gap + pop.offsetHeight < innerHeight;
  pop.style.top = `${Math.max(8, below ? box.bottom + gap : box.top - gap - pop.offsetHeight)}px`;
  pop.style.left = `${Math.max(8, Math.min(box.left, innerWidth - pop.offsetWidth - 12))}px`;
  if (pop.matches(".menu")) $("a, button", pop)?.focus();
}, true);

on("keydown", ".menu", (menu, event) => {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const items = $$("a, button", menu), at = items.indexOf(document.activeElement);
  const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : at + (event.key === "ArrowDown" ? 1 : -1);
  items.at(to % items.length)?.focus();
});

export const openDialog = (id) => { const dialog = document.getElementById(id); if (dialog && !dialog.open) dialog.showModal(); };
on("click", "[data-dialog]", (button) => openDialog(button.dataset.dialog));
on("click", "[data-dialog-close]", (button, event) => { event.preventDefault(); button.closest("dialog").close(); });
on("click", "dialog", (dialog, event) => { if (event.target === dialog) dialog.close(); });
$$("dialog[data-open]").forEach((dialog) => { dialog.close(); dialog.showModal(); }); /* open without script as well: asked for, or sent back */
