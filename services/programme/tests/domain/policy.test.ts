import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../src/domain/actor.ts";
import { type PersonView, personView } from "../../src/domain/policy.ts";
import { personChange } from "../../src/domain/person.ts";
import { decideTenant, type Tenant } from "../../src/domain/tenant.ts";
import { actorOf } from "./actors.ts";
import { refusal } from "./refusal.ts";

describe("how much of a person a caller sees", () => {
  const cases: [string, Actor, string, boolean, PersonView][] = [
    ["an admin: everything", actorOf("admin"), "other", false, "full"],
    ["a service: everything", actorOf("service"), "other", false, "full"],
    ["staff who are no admin: all but finances", actorOf("staff"), "other", false, "without_finances"],
    ["the person: all but finances", actorOf("mentee"), "caller", false, "without_finances"],
    ["a mentor of an assigned learner: all but e-mail", actorOf("mentor"), "other", true, "learner"],
    ["a mentor of anybody else: nothing", actorOf("mentor"), "other", false, "none"],
    ["a mentee of their mentor: nothing", actorOf("mentee"), "other", true, "none"],
  ];
  test.each(cases)("%s", (_what, actor, personId, assigned, view) => {
    expect(personView(actor, personId, assigned)).toBe(view);
  });
});

describe("what a changed person is told as", () => {
  const cases: [boolean | null, boolean, string][] = [
    [null, false, "put"],
    [null, true, "suspended"],
    [false, false, "put"],
    [false, true, "suspended"],
    [true, true, "put"],
    [true, false, "reinstated"],
  ];
  test.each(cases)("suspended before: %s, now: %s → %s", (before, now, change) => {
    const person = { suspended: now } as Parameters<typeof personChange>[0]["person"];
    const held = before === null ? null : { version: 1, suspended: before };
    expect(personChange({ person, before: held })).toBe(change);
  });
});

describe("a tenant", () => {
  const wish = { id: "t", name: "T", zone: "UTC", canonicalZone: "UTC", frontEndUrl: "https://x", test: false };
  const tenant: Tenant = { ...wish, clockOffsetMs: 5, clockVersion: 1, version: 2 };
  test("is created at version 1 with its clock at rest", () => {
    expect(decideTenant(null, wish, false)).toEqual({ ...wish, clockOffsetMs: 0, clockVersion: 0, version: 1 });
  });
  test("keeps its clock when it changes", () => {
    expect(decideTenant(tenant, { ...wish, name: "U" }, false)).toEqual({ ...tenant, name: "U", version: 3 });
  });
  test("stays the same when nothing changes", () => {
    expect(decideTenant(tenant, wish, false)).toBe(tenant);
  });
  test("is a test tenant from its creation or never, and never in production", () => {
    const test = { ...wish, test: true };
    expect(decideTenant(null, test, false).test).toBe(true);
    expect(refusal(() => decideTenant(null, test, true)).reason).toBe("TEST_TENANT_REFUSED");
    expect(refusal(() => decideTenant(tenant, test, false)).reason).toBe("TEST_TENANT_REFUSED");
    expect(refusal(() => decideTenant({ ...tenant, test: true }, wish, false)).reason).toBe("TEST_TENANT_REFUSED");
  });
});
