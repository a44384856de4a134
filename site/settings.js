// How the page keeps its settings on a device (wasm/view/settings.go): text
// under one key, a line NAME=VALUE each, after a line that names the form.
// Scripts that run before the engine, or without it, need the theme alone.
export const settingsKey = "brink.settings";

/** The theme that settings choose, if they do. @param {string | null} text */
export const themeOf = (text) => /^theme=(\w+)$/m.exec(text ?? "")?.[1];

/** Settings that choose a theme. @param {string} theme */
export const settingsWith = (theme) => `brink-1\ntheme=${theme}`;

/** Gives the document the theme of the last visit, before there is anything to see. */
export function showTheme() {
  try {
    const theme = themeOf(localStorage.getItem(settingsKey));
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // The device keeps nothing.
  }
}
