// Who may import whom, type-only imports included. The rules for what is imported to run stand in
// .dependency-cruiser-values.cjs. `make check` and a test hold every service to both.
const services = "programme|matching|scheduling|conferencing|notification";
const room = (names) => `^services/(${services})/src/(${names})/`;

module.exports = {
  forbidden: [
    {
      name: "services-never-import-each-other",
      comment: "Services meet in the generated package alone.",
      severity: "error",
      from: { path: `^services/(${services})/` },
      to: { path: `^services/(${services})/`, pathNot: "^services/$1/" },
    },
    {
      name: "shared-imports-no-service",
      comment: "What is shared knows no service, and nothing of mentorship.",
      severity: "error",
      from: { path: "^services/shared/" },
      to: { path: `^services/(${services})/` },
    },
    {
      name: "dev-env-imports-no-service",
      comment: "It starts services as processes and speaks to them as clients do.",
      severity: "error",
      from: { path: "^services/dev-env/" },
      to: { path: `^services/(${services})/` },
    },
    {
      name: "only-tests-import-dev-env",
      severity: "error",
      from: { path: `^services/(${services}|shared)/src/` },
      to: { path: "^services/dev-env/" },
    },
    {
      name: "sources-import-no-tests",
      severity: "error",
      from: { path: "^services/[^/]+/src/" },
      to: { path: "^services/[^/]+/tests/" },
    },
    {
      name: "domain-knows-no-outer-room",
      severity: "error",
      from: { path: room("domain") },
      to: { path: "^services/$1/src/(?!domain/)" },
    },
    {
      name: "workflows-import-their-own",
      comment: "Whatever else a workflow ran would freeze into its histories.",
      severity: "error",
      from: { path: room("workflows") },
      to: {
        path: ".",
        pathNot: [
          "^services/$1/src/(workflows|activities)/",
          "(^|/)node_modules/@temporalio/(workflow|common)/",
        ],
      },
    },
    { name: "imports-resolve", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^gen/"] },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};
