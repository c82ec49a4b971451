// Loads the page anew when another build is served. Only the development server adds this.
const version = new URL(document.currentScript.src).search;
const events = new EventSource(`/xtask-reload${version}`);
events.onmessage = () => {
  events.close();
  location.reload();
};
