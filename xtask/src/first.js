// Before anything is painted: the theme, the language, and which of the still pages is shown.
{
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const known = (value, values) => (values.includes(value) ? value : undefined);
  const slugs = document.currentScript.dataset.chapters.split(" ");
  const slug = asked.get("chapter") ?? slugs[0];
  const codes = document.currentScript.dataset.languages.split(" ");
  const code = (tag) => known((tag ?? "").toLowerCase().split(/[-_]/)[0], codes);
  root.lang = code(asked.get("lang")) ?? code(navigator.language) ?? codes[0];
  root.dataset.page = slugs.includes(slug) ? `${slug}.${root.lang}` : "";
  let kept;
  try {
    kept = localStorage.getItem("state-lab.theme");
  } catch {
    // Where nothing is kept, the theme is that of the reader's system.
  }
  const themes = ["auto", "light", "dark"];
  root.dataset.theme = known(asked.get("theme"), themes) ?? known(kept, themes) ?? "auto";
}
