/* Runs before the first paint for readers whose theme the server does not know, so that a dark page never flashes white. */
try {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
} catch { /* no storage in private mode: the system decides */ }
