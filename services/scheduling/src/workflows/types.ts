/** What the workflow of a session is started with: ids only. */
export type SessionLifecycleInput = { readonly tenantId: string; readonly sessionId: string };

/** What is to be done for a session and when, as its rows say at this moment. Instants as UTC texts. */
export type SessionPlanAnswer = {
  readonly phase: string;
  /** Something is due now. */
  readonly isDue: boolean;
  /** Nothing is due and nothing will be by itself. */
  readonly isFinished: boolean;
  /** What is waited for, and until when in the tenant's time; empty when nothing is. */
  readonly nextKind: string;
  readonly nextAt: string;
  /** How long that is from now in real time, milliseconds. */
  readonly waitMs: number;
  /** What is due or waited for and why the session stands where it stands, in a sentence. */
  readonly words: string;
  /** What was learnt last of who came; null: nothing so far. Answers recorded before it was told have none. */
  readonly lastEvidence?: LastEvidence | null;
};

/** A piece of evidence as operators are told of it: ids, and instants as UTC texts. */
export type LastEvidence = {
  readonly evidenceId: string;
  readonly personId: string;
  readonly source: string;
  /** `present` or `absent`. */
  readonly says: string;
  readonly fromAt: string;
  readonly recordedAt: string;
};

/** What the query for the next wake answers; null: nothing is waited for. */
export type NextWake = { readonly kind: string; readonly at: string } | null;

/** What was done, in the words of the plan. */
export type SessionStepAnswer = { readonly done: readonly string[] };

/** What the query answers: the newest plan, and what was done so far in this run. */
export type SessionProgress = {
  readonly phase: string;
  readonly words: string;
  readonly nextKind: string;
  readonly nextAt: string;
  readonly done: readonly string[];
};

/** How the workflow's run ended. */
export type SessionLifecycleResult = { readonly phase: string; readonly words: string };
