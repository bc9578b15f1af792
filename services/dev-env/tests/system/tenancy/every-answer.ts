import type { DescMethod, Message } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Level } from "@bufbuild/protobuf/wkt";
import { createCaller, textOf } from "../contract/call-rpc.ts";
import { nameOf, publicMethods } from "../contract/methods.ts";
import type { Cast, World } from "../../../src/testing/index.ts";
import type { Canaries } from "./canaries.ts";

/** What somebody was answered by an RPC that only reads; empty where they were refused. */
export interface Answer {
  readonly who: string;
  readonly rpc: string;
  readonly text: string;
}

const reads: readonly DescMethod[] = publicMethods.filter(({ idempotency }) => idempotency === Level.NO_SIDE_EFFECTS);

/** Everybody who can call something: those of the story, strangers to it with the same roles, and those of another tenant. */
const callers = [
  ["admin", ["admin"], []],
  ["staff", [], ["mentorship.match"]],
  ["crm", ["service"], []],
  ["mentor", ["mentor"], []],
  ["mentee", ["mentee"], []],
  ["other-mentor", ["mentor"], []],
  ["other-mentee", ["mentee"], []],
] as const;

/** Asks every RPC that only reads about the story, as everybody, and answers what they were told. */
export async function everyAnswer(world: World, cast: Cast, story: Canaries): Promise<Answer[]> {
  const edge = createCaller(world.edgeUrl);
  const { match, sessionId } = story;
  const values: Readonly<Record<string, unknown>> = {
    programmeId: match.programmeId,
    matchId: match.matchId,
    runId: match.runId,
    sessionId,
    mentorId: "mentor",
    menteeId: "mentee",
    personId: "mentee",
    mentorIds: ["mentor"],
    includeSuperseded: true,
    pageSize: 200,
  };
  try {
    const answers: Answer[] = [];
    for (const [who, roles, capabilities] of callers) {
      const token = await world.token({ tenant: cast.tenantId, sub: who, roles, capabilities });
      const told = reads.map(async (method): Promise<Answer> => {
        const { answer } = await edge.call(method, requestOf(method, values), token);
        return { who, rpc: nameOf(method), text: textOf(method, answer as Message | undefined) };
      });
      answers.push(...(await Promise.all(told)));
    }
    return answers;
  } finally {
    edge.close();
  }
}

const requestOf = ({ input }: DescMethod, values: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    input.fields.flatMap(({ localName }) => (localName in values ? [[localName, values[localName]]] : [])),
  );

/** The RPCs that answered somebody. */
export const answered = (answers: readonly Answer[]): Set<string> =>
  new Set(answers.filter(({ text }) => text !== "").map(({ rpc }) => rpc));

/** The RPCs that only read, by their names. */
export const readNames: readonly string[] = reads.map(nameOf);
