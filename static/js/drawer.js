/* The sidebar as a drawer on a phone. */
import { $, $$, on } from "./dom.js";

export const isOpen = () => document.body.dataset.nav === "open";
export const setDrawer = (open) => {
  document.body.dataset.nav = open ? "open" : "";
  $$("[data-nav-toggle]").forEach((button) => button.setAttribute("aria-expanded", open));
  const sidebar = $(".sidebar");
  if (open) $("a", sidebar)?.focus();
  else if (sidebar?.contains(document.activeElement)) $("[data-nav-toggle]")?.focus();
};
on("click", "[data-nav-toggle]", () => setDrawer(!isOpen()));
document.addEventListener("click", (event) => {
  if (isOpen() && !event.target.closest(".sidebar, [data-nav-toggle]")) setDrawer(false);
});
