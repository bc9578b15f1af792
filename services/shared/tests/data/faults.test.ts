import { describe, expect, test } from "@jest/globals";
import { Code, ConnectError } from "@connectrpc/connect";
import pg from "pg";
import { DomainError } from "../../src/errors/index.ts";
import { isInfrastructureFault, onConstraint, refusalOfFault } from "../../src/postgres/index.ts";

const databaseError = (code: string, constraint?: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError("a fault", 1, "error"), { code, constraint });

describe("what a fault of the database is told as", () => {
  test.each([
    ["40001", "CONFLICT_RETRY"],
    ["40P01", "CONFLICT_RETRY"],
    ["55P03", "CONFLICT_RETRY"],
    ["57014", "DEADLINE_EXCEEDED"],
    ["25P03", "DEADLINE_EXCEEDED"],
    ["22021", "INVALID_ARGUMENT"],
    ["22P05", "INVALID_ARGUMENT"],
    ["57P01", "UNAVAILABLE"],
    ["53300", "UNAVAILABLE"],
    ["08006", "UNAVAILABLE"],
  ])("%s is %s", (code, reason) => {
    expect(refusalOfFault(databaseError(code))).toMatchObject({ reason });
  });

  test.each(["23505", "42P01", "22P02"])("%s stays what it is: a fault of ours", (code) => {
    const error = databaseError(code);
    expect(refusalOfFault(error)).toBe(error);
  });

  test("a server that does not answer is unavailable", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    expect(refusalOfFault(refused)).toMatchObject({ reason: "UNAVAILABLE", retryAfterMs: 1_000 });
    expect(refusalOfFault(new Error("Connection terminated unexpectedly"))).toMatchObject({ reason: "UNAVAILABLE" });
  });

  test("a refusal stays as it is", () => {
    const refusal = new DomainError("SLOT_TAKEN", "taken");
    expect(refusalOfFault(refusal)).toBe(refusal);
  });
});

describe("a violated constraint", () => {
  const taken = () => new DomainError("SLOT_TAKEN", "taken");
  test.each(["23505", "23P01", "23503", "23514"])("%s becomes its refusal", (code) => {
    expect(onConstraint(databaseError(code, "slot"), { slot: taken })).toMatchObject({ reason: "SLOT_TAKEN" });
  });

  test("that nobody named, or of another kind, stays what it is", () => {
    for (const error of [
      databaseError("23505", "other"),
      databaseError("23505"),
      databaseError("40001", "slot"),
      new Error("x"),
    ]) {
      expect(onConstraint(error, { slot: taken })).toBe(error);
    }
    const inherited = databaseError("23505", "toString");
    expect(onConstraint(inherited, { slot: taken })).toBe(inherited);
  });
});

describe("what is not counted against an event", () => {
  test.each<[string, unknown]>([
    ["a lost backend", databaseError("57P01")],
    ["a deadlock", databaseError("40P01")],
    ["a time-out of a statement", databaseError("57014")],
    ["a refusal that only says not now", new DomainError("UNAVAILABLE", "away")],
    ["a service that is away", new ConnectError("away", Code.Unavailable)],
    ["a workflow server that is away", Object.assign(new Error("14 UNAVAILABLE"), { code: 14 })],
    [
      "one of these inside another error",
      new Error("failed", { cause: Object.assign(new Error("late"), { code: 4 }) }),
    ],
    ["a broker that does not answer", Object.assign(new Error("TIMEOUT"), { code: "TIMEOUT" })],
  ])("%s", (_what, error) => {
    expect(isInfrastructureFault(error)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["a fault of ours", new TypeError("x is undefined")],
    ["a refusal", new DomainError("MATCH_STATE", "no")],
    ["a violated constraint", databaseError("23505", "slot")],
    ["a missing table", databaseError("42P01")],
    ["a refusal of another service", new ConnectError("no", Code.FailedPrecondition)],
    ["something thrown that is no error", "text"],
  ])("but this is: %s", (_what, error) => {
    expect(isInfrastructureFault(error)).toBe(false);
  });
});
