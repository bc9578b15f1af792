import { expect, test } from "@jest/globals";
import { createLogger } from "../../src/log/index.ts";

function written(fields: object, message = "said"): Record<string, unknown> {
  const lines: string[] = [];
  createLogger("echo", { destination: { write: (line: string) => void lines.push(line) } }).info(fields, message);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

test.each<[string, object, string]>([
  ["an authorization header at any depth", { req: { headers: { authorization: "Basic c2VjcmV0" } } }, "c2VjcmV0"],
  ["a token", { token: "abc-secret" }, "abc-secret"],
  ["an e-mail address by its field", { person: { email: "odd address" } }, "odd address"],
  ["an e-mail address inside a sentence", { text: "mail to Zoë.ö@exämple.org failed" }, "exämple"],
  ["note text", { a: { b: { c: { note_text: 'she said "secret"' } } } }, "secret"],
  ["a join link by its field", { joinUrl: "https://x.example/j/1" }, "x.example"],
  ["a join link inside a sentence", { text: "opened https://edge.example/join/abc?k=1 now" }, "abc?k=1"],
  ["a bearer token inside a sentence", { text: "sent Bearer abc.def-ghi" }, "abc.def-ghi"],
  ["the password of an address", { text: "postgres://svc:hush@db/x" }, "hush"],
])("%s is never written", (_name, fields, secret) => {
  expect(JSON.stringify(written(fields))).not.toContain(secret);
});

test("a secret inside an error is not written", () => {
  const line = JSON.stringify(written({ err: new Error("no mail to a.b@example.org") }));
  expect(line).not.toContain("a.b@example.org");
  expect(line).toContain("no mail to [redacted]");
});

test("what is no secret is written as it is, with service, level and time", () => {
  const line = written({ tenant: "t-1", ms: 3, path: "/mentorship.v1.X/Y" });
  expect(line).toMatchObject({
    service: "echo",
    level: "info",
    tenant: "t-1",
    ms: 3,
    path: "/mentorship.v1.X/Y",
    msg: "said",
  });
  expect(Date.parse(String(line.time))).not.toBeNaN();
});
