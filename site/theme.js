// The theme of the last visit, on pages without the engine; without one they
// follow the device. It runs before there is anything to see.
try {
  const theme = /^theme=(\w+)$/m.exec(localStorage.getItem("brink.settings"))?.[1];
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // The device keeps nothing.
}
