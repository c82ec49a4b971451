// Starts the page. The element with data-load-failed is shown where the browser cannot run it.
import init from "./state_lab.js";

init({ module_or_path: new URL("./state_lab_bg.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  document.querySelector("[data-load-failed]")?.removeAttribute("hidden");
});
