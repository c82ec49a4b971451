// Elements within arguments[0] that can have the role arguments[1] and whose name may contain
// arguments[2]. The browser's own computed role and name decide afterwards.
const [within, role, text] = arguments;
const native = {
  button: "button, summary, input[type=button], input[type=submit]",
  cell: "td",
  checkbox: "input[type=checkbox]",
  columnheader: "th",
  dialog: "dialog",
  group: "fieldset, details",
  heading: "h1, h2, h3, h4, h5, h6",
  image: "img, [role=img]",
  link: "a[href]",
  list: "ul, ol",
  listitem: "li",
  main: "main",
  navigation: "nav",
  radio: "input[type=radio]",
  region: "section",
  row: "tr",
  rowheader: "th",
  slider: "input[type=range]",
  status: "output",
  table: "table",
  textbox: "textarea, input:not([type]), input[type=text], [contenteditable]",
};
const selector = [native[role], `[role~="${role}"]`].filter(Boolean).join(", ");
const labelled = (element) =>
  (element.getAttribute("aria-labelledby") ?? "")
    .split(/\s+/)
    .map((id) => id && element.getRootNode().getElementById(id)?.textContent);
const words = (element) =>
  [
    element.getAttribute("aria-label"),
    element.getAttribute("title"),
    element.getAttribute("placeholder"),
    element.value,
    element.textContent,
    ...labelled(element),
    ...[...(element.labels ?? [])].map((label) => label.textContent),
  ]
    .filter(Boolean)
    .join(" ")
    .replace(/\s+/g, "");
const wanted = text.replace(/\s+/g, "");
return [...(within ?? document).querySelectorAll(selector)].filter((element) =>
  words(element).includes(wanted),
);
