// Who may import whom to run it. A type may be named by more rooms than may call what it describes: `import type` is
// left out before these rules are applied.
const { options } = require("./.dependency-cruiser.cjs");
const services = "programme|matching|scheduling|conferencing|notification";
const room = (names) => `^services/(${services})/src/(${names})/`;

module.exports = {
  forbidden: [
    {
      name: "domain-imports-domain",
      comment: "What decides is a function of plain data. Beside it: contract enums, kinds of refusals, names of zones, digests, deep equality.",
      severity: "error",
      from: { path: room("domain") },
      to: {
        path: ".",
        pathNot: [
          "^services/$1/src/domain/",
          "^services/shared/src/(errors|zones)/",
          "^gen/",
          "(^|/)node_modules/@bufbuild/protobuf/",
          "^(node:)?(crypto|util)$",
        ],
      },
    },
    {
      name: "doors-import-commands-and-queries",
      comment: "A door converts and calls one command or query: it touches no table.",
      severity: "error",
      from: { path: room("rpc|events|activities") },
      to: { path: "^services/$1/src/store/" },
    },
    {
      name: "doors-open-no-other-door",
      severity: "error",
      from: { path: room("rpc|events|activities") },
      to: { path: "^services/$1/src/(rpc|events|activities|bin)/", pathNot: "^services/$1/src/$2/" },
    },
    {
      name: "commands-and-queries-import-store-and-domain",
      comment: "They know no door, no process and no workflow engine.",
      severity: "error",
      from: { path: room("commands|queries") },
      to: { path: ["^services/$1/src/(rpc|activities|bin)/", "(^|/)node_modules/@temporalio/"] },
    },
    {
      name: "queries-change-nothing",
      severity: "error",
      from: { path: room("queries") },
      to: { path: "^services/$1/src/commands/" },
    },
    {
      name: "store-imports-domain",
      severity: "error",
      from: { path: room("store") },
      to: { path: "^services/$1/src/(?!store/|domain/)" },
    },
    {
      name: "workflows-know-activities-by-type",
      severity: "error",
      from: { path: room("workflows") },
      to: { path: "^services/$1/src/activities/" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
  ],
  options,
};
