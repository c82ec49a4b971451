// Starts the app. Where the browser cannot run it the still page stays, and what is missing is said.
import init from "./state_lab.js";

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("./later.css", import.meta.url);
document.head.append(style);

init({ module_or_path: new URL("./state_lab_bg.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  document.documentElement.dataset.failed = "";
  document.querySelector("[data-load-failed]")?.removeAttribute("hidden");
});
