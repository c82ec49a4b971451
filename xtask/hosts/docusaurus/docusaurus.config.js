module.exports = {
  scripts: [{ src: "https://lab.example/embed.v1.js", type: "module" }],
  title: "Notes",
  url: "https://notes.example",
  baseUrl: "/notes/",
  onBrokenLinks: "throw",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
