// A classic script: it runs before the first paint, a module would run after it.
try {
  const theme = localStorage.getItem("jamd-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is used then.
}
