/**
 * Hands over files that are chosen or dropped.
 *
 * @param {(size: number) => boolean} refuse is asked before one is read
 * @param {(name: string, content: ArrayBuffer) => void} read
 */
export function listenForFiles(refuse, read) {
  /** @param {File | undefined} file */
  const take = async (file) => {
    if (file && !refuse(file.size)) read(file.name, await file.arrayBuffer());
  };
  document.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.dataset?.part !== "file") return;
    take(input.files?.[0]);
    input.value = "";
  });
  for (const name of /** @type {("dragover" | "drop")[]} */ (["dragover", "drop"])) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      document.documentElement.classList.toggle("dropping", name === "dragover");
      if (name === "drop") take(event.dataTransfer?.files[0]);
    });
  }
  document.addEventListener("dragleave", () => document.documentElement.classList.remove("dropping"));
}
