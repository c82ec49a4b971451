// What would be fetched stands in the page as text: wasm is packed, files to download are not.
const unpack = async (name) => {
  const text = document.querySelector(`[data-part="${name}"]`).textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "content-type": "application/wasm" } });
};
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[download]");
    const path = link?.getAttribute("href");
    const file = path && document.querySelector(`[data-file="${CSS.escape(path)}"]`);
    if (!file) return;
    const address = `data:application/yaml;charset=utf-8,${encodeURIComponent(file.textContent)}`;
    // The link itself stays as it is, for the page may name another file in it.
    const copy = Object.assign(document.createElement("a"), { href: address });
    copy.download = path.split("/").pop();
    event.preventDefault();
    copy.click();
  },
  true,
);
