// Before anything is painted: the theme, the language, and which of the still pages is shown. An
// embed has no still pages, and knows nothing of what readers of the whole page have chosen there.
{
  const root = document.documentElement;
  const { chapters, languages } = document.currentScript.dataset;
  const asked = new URLSearchParams(location.search);
  const known = (value, values) => (values.includes(value) ? value : undefined);
  const kept = (name) => {
    try {
      return chapters && localStorage.getItem(`state-lab.${name}`);
    } catch {
      // Where nothing is kept, everybody is a new reader.
    }
  };
  const codes = languages.split(" ");
  const code = (tag) => known((tag ?? "").toLowerCase().split(/[-_]/)[0], codes);
  root.lang = code(asked.get("lang")) ?? code(navigator.language) ?? codes[0];
  const slugs = (chapters ?? "").split(" ");
  const slug = asked.get("chapter") ?? known(kept("chapter"), slugs) ?? slugs[0];
  root.dataset.page = slugs.includes(slug) ? `${slug}.${root.lang}` : "";
  const themes = ["auto", "light", "dark"];
  // Without scripts every chapter is further down; with them each has an address.
  addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll(".still [href^='#']"))
      link.href = link.hash.replace(/.(.*)\.(.*)/, "?chapter=$1&lang=$2");
  });
  root.dataset.theme = known(asked.get("theme"), themes) ?? known(kept("theme"), themes) ?? "auto";
}
