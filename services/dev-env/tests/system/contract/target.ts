import type { DescMethod, MessageInitShape } from "@bufbuild/protobuf";
import type { Message } from "@bufbuild/protobuf";
import type { CallerRole } from "./callers.ts";
import type { Cohort } from "./cohort.ts";
import { nameOf } from "./methods.ts";

/** A request that nothing but permission can refuse, and whose row it is about. */
export interface Target<Request = object> {
  /** Without a request id: each call gets its own. */
  readonly request: Request;
  /** Who the row belongs to: a call in the role of a mentee counts as "own" when it is the mentee's, any other when it is the mentor's. */
  readonly mentor: string;
  readonly mentee: string;
  /** A role and a person who may call it. */
  readonly by: readonly [CallerRole, string];
  /** What an answer holds exactly when it shows the row. Unset: every answer that is no refusal counts. */
  readonly shows?: string;
}

/** One line of the tables: an RPC, or one of several kinds of rows that it may be about. */
export interface TargetRow {
  readonly method: DescMethod;
  /** Such as `MatchingService/GetMatch` or `MatchingService/GetMatch of a proposal`. */
  readonly name: string;
  readonly arrange: (cohort: Cohort) => Promise<Target>;
  /** Whether a call that is answered uses the row up, so that the next one needs another. */
  readonly once: boolean;
  /** The reason that an answer refuses the row with, where a call answers row by row. */
  readonly refusal: ((answer: Message) => string) | undefined;
}

interface Extras {
  of?: string;
  once?: boolean;
  refusal?: (answer: Message) => string;
}

/** A row that a call leaves as useful as it was. */
export const lasting = <Method extends DescMethod>(
  method: Method,
  arrange: (
    cohort: Cohort,
  ) => Promise<Target<MessageInitShape<Method["input"]>>> | Target<MessageInitShape<Method["input"]>>,
  extras: Extras = {},
): TargetRow => ({
  method,
  name: extras.of === undefined ? nameOf(method) : `${nameOf(method)} of ${extras.of}`,
  arrange: async (cohort) => (await arrange(cohort)) as Target,
  once: extras.once ?? false,
  refusal: extras.refusal,
});

/** A row that the first call that is answered uses up. */
export const usedUp: typeof lasting = (method, arrange, extras) => lasting(method, arrange, { ...extras, once: true });

/** The row of whoever runs the tenant: nobody's own. */
export const tenants = <Request>(request: Request, shows?: string): Target<Request> => ({
  request,
  mentor: "mentor",
  mentee: "learner-01",
  by: ["admin", "admin"],
  ...(shows === undefined ? {} : { shows }),
});
