module.exports = {
  title: "Notes",
  url: "https://notes.example",
  baseUrl: "/notes/",
  favicon: "icon.svg",
  scripts: [{ src: "https://lab.example/embed.v1.js", type: "module" }],
  onBrokenLinks: "throw",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
