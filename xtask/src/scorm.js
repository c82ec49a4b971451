// A chapter as a course of a learning platform (SCORM 1.2): the platform is told of what the reader
// does in the lab, and the next visit goes on where this one ended. See docs/embedding/packages.md.

/** How many characters a platform keeps of a visit. */
const ROOM = 4096;
/** How many windows are looked through for the platform, which may be several frames away. */
const MOST_WINDOWS = 50;
/** Milliseconds after which a change is saved that nothing else has saved. */
const SAVE_AFTER = 30_000;

/** The platform's API in a window or one around it. */
function find(start) {
  let here = start;
  for (let looked = 0; here && looked < MOST_WINDOWS; looked += 1) {
    try {
      if (here.API) return here.API;
    } catch {
      // A window of another origin shows nothing; the one around it may.
    }
    if (here.parent === here) return null;
    here = here.parent;
  }
  return null;
}

/** What was kept of an earlier visit: the steps that are done, each with whether it was predicted
 * right (null if it was not predicted), and the moment. */
export function read(text, steps) {
  try {
    const { done, moment } = JSON.parse(text);
    const known = steps.filter(({ id }) => Object.hasOwn(done, id));
    return { done: new Map(known.map(({ id }) => [id, done[id]])), moment: String(moment) };
  } catch {
    return { done: new Map(), moment: "" };
  }
}

/** The same as text that is not too long. */
export function write({ done, moment }, room = ROOM) {
  const text = (moment) => JSON.stringify({ done: Object.fromEntries(done), moment });
  return text(fit(moment, room - text("").length));
}

/** As much of a moment as there is room for, up to before the first act that is left out. */
export function fit(moment, room) {
  if (moment.length <= room) return moment;
  const [, ...acts] = moment.split("&");
  const lang = acts[0]?.startsWith("lang=") ? [acts.shift()] : [];
  while (acts.length > 0) {
    const [, at] = acts.pop().match(/=(\d+),/);
    const shorter = [`#at=${at}`, ...lang, ...acts].join("&");
    if (shorter.length <= room) return shorter;
  }
  return "";
}

/** From 0 to 100, or null if there is nothing to judge yet: how many of the predictions that were
 * made came true; where a chapter asks for none, how many of its steps are done. */
export function score(steps, done) {
  const share = (some, all) => Math.round((100 * some.length) / all.length);
  const asked = steps.filter(({ predicts }) => predicts);
  if (asked.length === 0) return share([...done.keys()], steps);
  const made = asked.map(({ id }) => done.get(id)).filter((right) => typeof right === "boolean");
  return made.length === 0 ? null : share(made.filter(Boolean), made);
}

/** Milliseconds as SCORM writes a span of time. */
export function span(milliseconds) {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const [hours, minutes] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60];
  const [seconds, hundredths] = [(milliseconds / 1000) % 60, (milliseconds % 1000) / 10];
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${two(hundredths)}`;
}

/** Goes on where the reader was, and tells the platform of what happens from now on. */
function attend(api, lab, steps) {
  const began = Date.now();
  const kept = read(api.LMSGetValue("cmi.suspend_data"), steps);
  const before = api.LMSGetValue("cmi.core.lesson_status");
  // What a platform calls completed stays so, also where it has forgotten the visit.
  const wasCompleted = before === "completed" || before === "passed";
  const told = new Map();
  let saving = 0;
  let ended = false;

  const tell = (name, value) => {
    if (told.get(name) === value) return;
    told.set(name, value);
    api.LMSSetValue(name, value);
  };
  const report = () => {
    const isCompleted = wasCompleted || steps.every(({ id }) => kept.done.has(id));
    if (!wasCompleted) tell("cmi.core.lesson_status", isCompleted ? "completed" : "incomplete");
    const points = score(steps, kept.done);
    if (points !== null) {
      tell("cmi.core.score.min", "0");
      tell("cmi.core.score.max", "100");
      tell("cmi.core.score.raw", String(points));
    }
    tell("cmi.suspend_data", write(kept));
    tell("cmi.core.exit", isCompleted ? "" : "suspend");
  };
  const save = () => {
    clearTimeout(saving);
    saving = 0;
    if (ended) return;
    report();
    api.LMSCommit("");
  };

  lab.addEventListener("statelab:goal", ({ detail: { goal, reached, predicted } }) => {
    // The first time counts: who begins anew knows the answers.
    if (!reached || kept.done.has(goal) || !steps.some(({ id }) => id === goal)) return;
    kept.done.set(goal, predicted ?? null);
    save();
  });
  lab.addEventListener("statelab:change", ({ detail: { moment } }) => {
    kept.moment = moment ?? kept.moment;
    saving ||= setTimeout(save, SAVE_AFTER);
  });
  document.addEventListener("visibilitychange", () => document.hidden && saving && save());
  const end = () => {
    tell("cmi.core.session_time", span(Date.now() - began));
    save();
    ended = true;
    api.LMSFinish("");
  };
  addEventListener("pagehide", end, { once: true });
  // A page that comes back from the browser's memory has said goodbye, so it begins once more.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  if (kept.moment) lab.setAttribute("moment", kept.moment);
  save();
}

const api = find(window) ?? find(window.opener) ?? find(window.top.opener);
if (api && String(api.LMSInitialize("")) === "true") {
  const { steps } = JSON.parse(document.getElementById("course").textContent);
  attend(api, document.querySelector("state-lab"), steps);
} else {
  document.getElementById("outside").hidden = false;
}
