// A visit counter. It counts in memory, and after each visit writes the count to a file in its
// data directory; at its start it reads that file.
//
//   PORT       the port to listen on             (8080)
//   DATA_DIR   the directory of state.json       (data, beside this file)
//   APP_LANG   the language of log and page      (id; or en)
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");

const port = Number(process.env.PORT || 8080);
const file = path.join(path.resolve(__dirname, process.env.DATA_DIR || "data"), "state.json");
const pod = os.hostname();

const texts = {
  id: {
    missing: "File state tidak ditemukan. Memulai dari awal.",
    damaged: "File state rusak. Memulai dari awal.",
    started: `Server untuk Pod ${pod} berjalan di port ${port}`,
    unsaved: (reason) => `State tidak dapat disimpan: ${reason}`,
    page: (visits) => `Halo dari Pod ${pod}! Jumlah kunjungan: ${visits}\n`,
  },
  en: {
    missing: "State file not found. Starting from zero.",
    damaged: "State file is damaged. Starting from zero.",
    started: `Server for Pod ${pod} listening on port ${port}`,
    unsaved: (reason) => `State could not be saved: ${reason}`,
    page: (visits) => `Hello from Pod ${pod}! Visits: ${visits}\n`,
  },
};
const text = texts[process.env.APP_LANG] || texts.id;

function load() {
  let contents;
  try {
    contents = fs.readFileSync(file, "utf8");
  } catch {
    console.log(text.missing);
    return 0;
  }
  try {
    const { visits } = JSON.parse(contents);
    if (Number.isSafeInteger(visits) && visits >= 0) return visits;
  } catch {
    // The file is not JSON: the same as JSON that holds no count.
  }
  console.error(text.damaged);
  return 0;
}

let visits = load();

const server = http.createServer((request, response) => {
  if (request.method !== "GET") {
    response.writeHead(405).end();
    return;
  }
  // Neither a probe nor a browser that looks for an icon is a visit.
  if (request.url === "/healthz" || request.url === "/favicon.ico") {
    response.writeHead(request.url === "/healthz" ? 200 : 404).end();
    return;
  }
  visits += 1;
  try {
    fs.writeFileSync(file, JSON.stringify({ visits }));
  } catch (error) {
    console.error(text.unsaved(error.code));
  }
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(text.page(visits));
});

server.listen(port, () => console.log(text.started));

// As process 1 of a container, Node.js ends on a signal only if it is told to.
process.on("SIGTERM", () => process.exit(0));
