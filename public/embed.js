// <state-lab>: an embed of State Lab. See docs/embedding/ and embed.d.ts.
//
// The lab runs in a frame of its own, so that nothing of it and of the page around can get in each
// other's way; this script is what both say to each other.

const VERSION = 1;
const PAGE = new URL("embed.html", import.meta.url);
/** The attributes that the frame's address has under the same names. */
const ASKED = ["chapter", "step", "scenario", "lang", "theme", "controls", "seed", "clock"];
/** Those of them that make another cluster. */
const SCENARIO = ["chapter", "scenario", "seed", "src", "moment"];
const HEIGHT = 480;

const ours = (event, frame) =>
  event.source === frame.contentWindow &&
  (event.origin === PAGE.origin || event.origin === "null") &&
  event.data?.statelab === VERSION;

const isHeight = (value) => Number.isFinite(value) && value > 0 && value < 1e5;

class StateLab extends HTMLElement {
  static observedAttributes = [...ASKED, "src", "goal", "height", "moment"];

  #root = this.attachShadow({ mode: "open" });
  #frame = null;
  #calls = new Map();
  #next = 1;
  /** What is to be asked once the frame listens. */
  #waiting = [];
  #listens = false;
  #near = new IntersectionObserver(
    (entries) => {
      this.#isNear = entries.at(-1).isIntersecting;
      this.#meet();
    },
    { rootMargin: "50%" },
  );
  #isNear = false;
  #looks = 0;
  #changed = false;
  /** Where the reader is, to go on there in another place of the page. */
  #moment = "";
  #hear = (event) => this.#frame && ours(event, this.#frame) && this.#take(event.data);

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.style.display ||= "block";
    this.#clear();
    this.#near.observe(this);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#near.disconnect();
    clearTimeout(this.#looks);
    this.#clear();
    this.#fail("the embed was removed");
  }

  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (SCENARIO.includes(name)) this.#moment = "";
    if (name === "height") this.#size(this.#frame);
    else if (this.#frame && !this.#changed) {
      // Several attributes that change at once are one change.
      this.#changed = true;
      queueMicrotask(() => {
        this.#changed = false;
        if (this.#frame) this.#load(true);
      });
    }
  }

  /** Runs a command line; see embed.d.ts. */
  run(command) {
    return this.#ask({ method: "run", command: String(command) });
  }

  /** How the cluster is now. */
  snapshot() {
    return this.#ask({ method: "snapshot" });
  }

  /** Begins anew. */
  reset() {
    return this.#ask({ method: "reset" });
  }

  #ask(request) {
    if (!this.isConnected) return Promise.reject(new Error("the embed is not in a page"));
    this.#load();
    return this.#send(request);
  }

  #send(request, first = false) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#calls.set(id, { resolve, reject });
      const post = () => {
        const target = PAGE.origin === "null" ? "*" : PAGE.origin;
        this.#frame?.contentWindow?.postMessage({ statelab: VERSION, id, ...request }, target);
      };
      if (this.#listens || first) post();
      else this.#waiting.push(post);
    });
  }

  #clear() {
    this.#frame = null;
    this.#listens = false;
    const place = document.createElement("div");
    place.style.cssText = `box-sizing:border-box;height:${HEIGHT}px;border:1px solid #8884;border-radius:12px;overflow:hidden`;
    this.#size(place);
    this.#root.replaceChildren(place);
    if (!this.#isOwn()) {
      const lang = /^id\b/i.test(this.getAttribute("lang") ?? navigator.language) ? "id" : "en";
      const still = new Image();
      still.style.cssText = "display:block;width:100%;height:100%;object-fit:contain";
      still.loading = "lazy";
      still.alt = "";
      // A challenge has no picture.
      still.onerror = () => still.remove();
      still.src = new URL(`still/${this.getAttribute("chapter") ?? "topologies"}.${lang}.svg`, PAGE);
      place.append(still);
    }
  }

  #scripts() {
    return [...this.querySelectorAll('script[type="application/yaml"]')];
  }

  #isOwn() {
    const isAsked = this.hasAttribute("src") || this.getAttribute("scenario") === "own";
    return isAsked || this.#scripts().length > 0;
  }

  /** Loads once the place is near and shown. */
  #meet() {
    clearTimeout(this.#looks);
    if (this.#frame || !this.#isNear) return;
    const shown = { opacityProperty: true, visibilityProperty: true };
    if (this.checkVisibility?.(shown) ?? true) this.#load();
    // The next slide of a deck lies, unseen, where this one is; nothing tells when it is shown.
    else this.#looks = setTimeout(() => this.#meet(), 100);
  }

  #load(again = false) {
    if (this.#frame && !again) return;
    if (again) this.#fail("the embed began anew");
    const address = new URL(PAGE);
    for (const name of ASKED) {
      if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    }
    if (this.#isOwn()) address.searchParams.set("scenario", "own");
    if (location.origin !== "null") address.searchParams.set("origin", location.origin);
    address.hash = this.#moment || (this.getAttribute("moment") ?? "");
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("title") ?? "State Lab";
    frame.allow = "clipboard-write";
    frame.style.cssText = `display:block;width:100%;border:0;height:${HEIGHT}px`;
    frame.src = address.href;
    this.#listens = false;
    this.#frame = frame;
    this.#size(frame);
    this.#root.replaceChildren(frame);
    this.#near.disconnect();
  }

  #size(element) {
    const height = this.getAttribute("height");
    if (element && height) element.style.height = /^\d+$/.test(height) ? `${height}px` : height;
  }

  async #begin() {
    const texts = this.#scripts().map((script, at) => ({
      name: script.dataset.name ?? `manifest-${at + 1}.yaml`,
      text: script.textContent,
    }));
    const sources = (this.getAttribute("src") ?? "").split(/\s+/).filter(Boolean);
    const frame = this.#frame;
    try {
      for (const source of sources) {
        const answer = await fetch(new URL(source, document.baseURI)).catch(({ message }) => {
          throw new Error(`${source}: ${message}`);
        });
        if (!answer.ok) throw new Error(`${source}: ${answer.status} ${answer.statusText}`);
        texts.push({ name: source.split(/[?#]/)[0].split("/").pop(), text: await answer.text() });
      }
    } catch ({ message }) {
      if (this.#frame !== frame) return;
      this.#fail(message);
      // The frame shows it, and tells it as an error.
      return this.#send({ method: "fail", what: message }, true).catch(() => {});
    }
    // Meanwhile the embed may have begun anew, with other manifests.
    if (!this.#isOwn() || this.#frame !== frame) return;
    // What is wrong with a manifest is told by the frame, which shows it, too.
    await this.#send({ method: "begin", manifests: texts }, true).catch(({ message }) =>
      this.#fail(message),
    );
  }

  #take({ event, detail, id, result, error }) {
    if (event === undefined) {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error));
    } else if (event === "resize") {
      if (isHeight(detail?.height) && !this.hasAttribute("height")) {
        this.#frame.style.height = `${detail.height}px`;
      }
    } else if (event === "listening") {
      this.#begin();
    } else {
      if (event === "ready") this.#start();
      if (event === "change") this.#moment = detail.moment ?? "";
      this.#tell(event, detail);
    }
  }

  #start() {
    this.#listens = true;
    const goals = (this.getAttribute("goal") ?? "").split(";").map((goal) => goal.trim());
    for (const goal of goals.filter(Boolean)) {
      this.#send({ method: "goal", goal }).catch(({ message }) => this.#tell("error", { message }));
    }
    for (const post of this.#waiting.splice(0)) post();
  }

  #fail(why) {
    this.#waiting = [];
    for (const { reject } of this.#calls.values()) reject(new Error(why));
    this.#calls.clear();
  }

  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent(`statelab:${event}`, { detail, bubbles: true, composed: true }));
  }
}

// A second copy of this script has nothing to add.
if (!customElements.get("state-lab")) {
  customElements.define("state-lab", StateLab);
  // Frames that an author wrote by hand are made as high as they want to be, too.
  addEventListener("message", (event) => {
    if (event.data?.event !== "resize" || !isHeight(event.data.detail?.height)) return;
    for (const frame of document.querySelectorAll("iframe[data-state-lab]")) {
      if (ours(event, frame)) frame.style.height = `${event.data.detail.height}px`;
    }
  });
}

export { StateLab };
