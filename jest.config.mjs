export default {
  testEnvironment: "node",
  globalSetup: "<rootDir>/services/dev-env/src/testing/global-setup.ts",
  globalTeardown: "<rootDir>/services/dev-env/src/testing/global-teardown.ts",
  modulePathIgnorePatterns: ["/dist/"],
  testMatch: ["<rootDir>/services/*/tests/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2023", parser: { syntax: "typescript" } },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  // A world is eight processes: more than two at a time would measure the machine, not the product.
  maxWorkers: 2,
  reporters: ["default", "<rootDir>/scripts/jest-summary.mjs"],
  testTimeout: 60_000,
};
