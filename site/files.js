/** Hands over files that are chosen or dropped: `refuse(size)` before, `read(name, buffer)` after reading. */
export function files(refuse, read) {
  const take = async (file) => {
    if (file && !refuse(file.size)) read(file.name, await file.arrayBuffer());
  };
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.part !== "file") return;
    take(event.target.files[0]);
    event.target.value = "";
  });
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      document.documentElement.classList.toggle("dropping", name === "dragover");
      if (name === "drop") take(event.dataTransfer.files[0]);
    });
  }
  document.addEventListener("dragleave", () => document.documentElement.classList.remove("dropping"));
}
