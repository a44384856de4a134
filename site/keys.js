/** Lets keys move a chart while its frame has the focus; `ready()` is what resets it, or false. */
export function keys(frame, chart, range, ready) {
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Chart. Left and right move it, plus and minus zoom, Home shows the whole window, End the newest bar.");
  const move = (share, zoom) => {
    const { from, to } = range.get();
    const end = to + (to - from) * share;
    range.set({ from: end - (to - from) * zoom, to: end });
  };
  const acts = {
    ArrowLeft: () => move(-0.1, 1),
    ArrowRight: () => move(0.1, 1),
    "+": () => move(0, 0.8),
    "=": () => move(0, 0.8),
    "-": () => move(0, 1.25),
    Home: () => ready().reset(),
    End: () => chart.timeScale().scrollToRealTime(),
  };
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !acts[event.key] || !ready()) return;
    event.preventDefault();
    acts[event.key]();
  });
}
