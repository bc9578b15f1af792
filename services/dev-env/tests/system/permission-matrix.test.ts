import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startWorld, type World } from "../../src/testing/index.ts";
import { type Caller, createCaller, type Outcome, textOf } from "./contract/call-rpc.ts";
import { type CallerRole, internalToken, ROLES } from "./contract/callers.ts";
import { type Cohort, createCohort } from "./contract/cohort.ts";
import { internalRequests } from "./contract/internal-requests.ts";
import { internalMethods, nameOf, ownersOf, publicMethods } from "./contract/methods.ts";
import { awaitQuiet, markRows, type RowMarks } from "./contract/row-marks.ts";
import type { Target, TargetRow } from "./contract/target.ts";
import { targets } from "./contract/targets.ts";
import { createCellTokens, PLACES, strangers } from "./permission-matrix/callers.ts";
import { type Cell, matrix } from "./permission-matrix/table.ts";

let world: World;
let edge: Caller;
let cohort: Cohort;
let cellToken: ReturnType<typeof createCellTokens>;
let quiet: RowMarks;
const arranged = new Map<TargetRow, Target>();

beforeAll(async () => {
  world = await startWorld();
  edge = createCaller(world.edgeUrl);
  cohort = await createCohort(world);
  cellToken = createCellTokens(cohort);
  for (const row of targets) arranged.set(row, await row.arrange(cohort));
  quiet = await awaitQuiet(world);
}, 180_000);

afterAll(async () => {
  edge?.close();
  await world?.stop();
});

const LETTERS: Readonly<Record<string, Cell>> = {
  "not_found NOT_FOUND": "n",
  "permission_denied PERMISSION_DENIED": "d",
  "failed_precondition PERSON_UNKNOWN": "u",
  "failed_precondition MATCH_STATE": "f",
  "invalid_argument PAGE_TOKEN_INVALID": "i",
};

/** The cell that an outcome belongs in, or the outcome in words where no cell says it. */
function cellOf(row: TargetRow, target: Target, outcome: Outcome): string {
  const { code, reason, answer } = outcome;
  if (code !== "ok") return LETTERS[`${code} ${reason}`] ?? `${code} ${reason}: ${outcome.message}`;
  const refusal = answer && row.refusal ? row.refusal(answer) : "";
  if (refusal !== "") return refusal === "NOT_FOUND" ? "e" : refusal;
  return target.shows === undefined || textOf(row.method, answer).includes(target.shows) ? "o" : "e";
}

const isAnswered = (cell: Cell): boolean => cell === "o" || cell === "e";

/** Calls every cell of a row that is to be answered, or to be refused, and tells the cells in the table's way. */
async function callCells(row: TargetRow, answered: boolean): Promise<{ expected: string[]; seen: string[] }> {
  const expected: string[] = [];
  const seen: string[] = [];
  let target = arranged.get(row) as Target;
  for (const role of ROLES) {
    for (const [index, place] of PLACES.entries()) {
      const cell = matrix.get(row.name)?.[role][index];
      if (cell === undefined || isAnswered(cell) !== answered) continue;
      const outcome = await edge.call(row.method, target.request, await cellToken(target, role, place));
      const found = cellOf(row, target, outcome);
      expected.push(`${role}, ${place}: ${cell}`);
      seen.push(`${role}, ${place}: ${found}`);
      if (found === "o" && row.once) target = await row.arrange(cohort);
    }
  }
  return { expected, seen };
}

test("every RPC that clients may call has a line in the matrix, and every line a row to be called about", () => {
  const named = new Set(targets.map(({ method }) => nameOf(method)));
  expect(publicMethods.map(nameOf).filter((name) => !named.has(name))).toEqual([]);
  expect([...matrix.keys()].sort()).toEqual(targets.map(({ name }) => name).sort());
});

describe("whoever is refused", () => {
  test.each(targets.map((row) => [row.name, row] as const))(
    "%s refuses everyone whom the table says",
    async (_, row) => {
      const { expected, seen } = await callCells(row, false);
      expect(seen).toEqual(expected);
    },
  );

  test("a caller whom no RPC lets in is refused by every RPC with its own reason", async () => {
    const wrong: string[] = [];
    for (const stranger of await strangers(cohort)) {
      for (const [row, { request }] of arranged) {
        if (stranger.exceptions?.[row.name] !== undefined) continue;
        const { code, reason } = await edge.call(row.method, request, stranger.token);
        if (`${code} ${reason}` !== stranger.refusal) wrong.push(`${stranger.name}, ${row.name}: ${code} ${reason}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("refused calls have written nothing in any service", async () => {
    expect(await markRows(world)).toEqual(quiet);
  });
});

describe("internal RPCs", () => {
  const callers = [...ROLES, "none", "internal"] as const;
  const tokenOf = async (caller: (typeof callers)[number]): Promise<string | undefined> => {
    if (caller === "none") return undefined;
    if (caller === "internal") return internalToken(world, cohort.here.tenantId);
    return cellToken(arranged.values().next().value as Target, caller as CallerRole, "own row");
  };

  test("the edge lets nobody through to them, not even with a token of a service", async () => {
    const passed: string[] = [];
    for (const method of internalMethods) {
      const refusal = method.parent.name === "MachineryService" ? "unimplemented" : "permission_denied";
      for (const caller of callers) {
        const { code } = await edge.call(method, {}, await tokenOf(caller));
        if (code !== refusal) passed.push(`${nameOf(method)}, ${caller}: ${code}`);
      }
    }
    expect(passed).toEqual([]);
  });

  test.each(internalMethods.map((method) => [nameOf(method), method] as const))(
    "%s answers a service's token at its own port, and nobody else's",
    async (name, method) => {
      const request = (await internalRequests[name]?.(cohort)) ?? {};
      for (const owner of ownersOf(method)) {
        const port = createCaller(world.addresses[owner] ?? "");
        const seen: string[] = [];
        for (const caller of callers) seen.push((await port.call(method, request, await tokenOf(caller))).reason);
        port.close();
        expect([owner, ...seen]).toEqual([owner, ...ROLES.map(() => "INTERNAL_ONLY"), "UNAUTHENTICATED", ""]);
      }
    },
  );

  test("a row of another tenant is not found by a service's token either", async () => {
    const token = await internalToken(world, cohort.elsewhere.tenantId);
    const byRow = [
      "GetProgrammeFacts",
      "GetApplicationFacts",
      "StreamMatchingInputs",
      "GetMatchFacts",
      "GetSessionFacts",
    ];
    for (const method of internalMethods.filter((each) => byRow.includes(each.name))) {
      const port = createCaller(world.addresses[ownersOf(method)[0] ?? "programme"] ?? "");
      const outcome = await port.call(method, (await internalRequests[nameOf(method)]?.(cohort)) ?? {}, token);
      port.close();
      expect([method.name, outcome.code]).toEqual([method.name, "not_found"]);
    }
  });

  test("a service's token opens no RPC of clients at a service's own port", async () => {
    const token = await internalToken(world, cohort.here.tenantId);
    const wrong: string[] = [];
    for (const [row, { request }] of arranged) {
      const port = createCaller(world.addresses[ownersOf(row.method)[0] ?? "programme"] ?? "");
      const { code } = await port.call(row.method, request, token);
      port.close();
      if (code !== "permission_denied") wrong.push(`${row.name}: ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  test("a token that one service signs in another's name is worth nothing", async () => {
    const method = internalMethods.find(({ name }) => name === "GetTenantFacts");
    const port = createCaller(world.addresses.programme ?? "");
    const own = await internalToken(world, cohort.here.tenantId, { signer: "matching" });
    const borrowed = await internalToken(world, cohort.here.tenantId, { signer: "matching", service: "scheduling" });
    expect(method && (await port.call(method, {}, own)).code).toBe("ok");
    expect(method && (await port.call(method, {}, borrowed)).code).toBe("unauthenticated");
    port.close();
  });
});

describe("whoever is let in", () => {
  test.each(targets.map((row) => [row.name, row] as const))(
    "%s answers everyone whom the table says, with nothing of other tenants",
    async (_, row) => {
      const { expected, seen } = await callCells(row, true);
      expect(seen).toEqual(expected);
    },
  );
});
