import { expect, test } from "@jest/globals";
import { fileURLToPath } from "node:url";
import { ConfigError, configOf, type Env, serviceConfig } from "../../src/config/index.ts";

const aFile = fileURLToPath(import.meta.url);
const whole: Env = {
  MENTORSHIP_ENV: "development",
  MENTORSHIP_PORT: "7101",
  MENTORSHIP_PUBLIC_URL: "http://127.0.0.1:7000/",
  DATABASE_URL: "postgres://svc:secret@127.0.0.1:5432/x",
  NATS_URL: "nats://127.0.0.1:4222",
  MENTORSHIP_STREAM_FILE: aFile,
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  MENTORSHIP_JWT_ISSUER: "platform",
  MENTORSHIP_JWT_AUDIENCE: "mentorship",
  MENTORSHIP_JWKS_FILE: aFile,
  MENTORSHIP_INTERNAL_JWKS_FILE: aFile,
  MENTORSHIP_INTERNAL_KEY_FILE: aFile,
  MENTORSHIP_MATCHING_URL: "http://127.0.0.1:7102",
};
const read = (env: Env) => configOf(env, (reader) => serviceConfig(reader, "scheduling", ["matching"]));
const problems = (env: Env) => {
  try {
    read(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
};

test("a whole configuration is grouped, with defaults where nothing is said", () => {
  expect(read(whole)).toMatchObject({
    service: "scheduling",
    host: "127.0.0.1",
    port: 7101,
    publicUrl: "http://127.0.0.1:7000",
    drainSeconds: 5,
    logLevel: "info",
    temporal: { namespace: "default" },
    auth: { platformKeys: { file: aFile } },
    peers: { matching: "http://127.0.0.1:7102" },
  });
});

test("all problems are told at once, one sentence each", () => {
  const found = problems({
    ...whole,
    MENTORSHIP_PORT: "seventy",
    MENTORSHIP_ENV: "test",
    NATS_URL: undefined,
    MENTORSHIP_INTERNAL_KEY_FILE: "/no/such",
  });
  expect(found).toHaveLength(4);
  expect(found.join("\n")).toMatch(/MENTORSHIP_ENV is "test", not one of development, production/);
  expect(found.join("\n")).toMatch(/NATS_URL is missing/);
});

test.each([
  ["MENTORSHIP_PORT", "65536"],
  ["MENTORSHIP_PORT", "1.5"],
  ["MENTORSHIP_DRAIN_SECONDS", "-1"],
  ["MENTORSHIP_LOG_LEVEL", "loud"],
  ["MENTORSHIP_PUBLIC_URL", "not a url"],
  ["MENTORSHIP_MATCHING_URL", "ftp://x"],
  ["MENTORSHIP_JWT_ISSUER", "  "],
])("%s=%s is refused", (name, value) => {
  expect(problems({ ...whole, [name]: value })).toEqual([expect.stringContaining(name)]);
});

test("a password never stands in a problem", () => {
  expect(problems({ ...whole, DATABASE_URL: "mysql://svc:secret@x/y" }).join()).not.toContain("secret");
});

test("keys come from a file or from an address, not from both or neither", () => {
  expect(problems({ ...whole, MENTORSHIP_JWKS_URL: "https://keys.example/jwks" })).toHaveLength(1);
  expect(problems({ ...whole, MENTORSHIP_JWKS_FILE: undefined })).toHaveLength(1);
  expect(
    problems({ ...whole, MENTORSHIP_JWKS_FILE: undefined, MENTORSHIP_JWKS_URL: "https://keys.example/jwks" }),
  ).toEqual([]);
});

test("production takes keys only over an encrypted address", () => {
  const env = {
    ...whole,
    MENTORSHIP_ENV: "production",
    MENTORSHIP_JWKS_FILE: undefined,
    MENTORSHIP_JWKS_URL: "http://keys.example/jwks",
  };
  expect(problems(env)).toEqual([expect.stringContaining("MENTORSHIP_JWKS_URL")]);
});
