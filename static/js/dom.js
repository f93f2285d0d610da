/* The few words that every other file uses. */
export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

/** One listener on the document serves every element that matches, also those that arrive later. */
export const on = (type, selector, act) => document.addEventListener(type, (event) => {
  const hit = event.target.closest?.(selector);
  if (hit) act(hit, event);
});

/** Speak once through the page's live region. */
export const say = (text) => { const live = $("#live"); if (live) live.textContent = text; };

/** A translated sentence that the template left on the live region; `%s` takes the value. */
export const word = (name, value = "") => ($("#live")?.dataset[name] ?? "%s").replace("%s", value);

export const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
export const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
