import type { ErrorReason } from "@mentorship/client/v1";

/** A reason of the contract by its name without the prefix, such as `SLOT_TAKEN`. */
export type ErrorReasonName = Exclude<keyof typeof ErrorReason, "UNSPECIFIED">;

/** A field that broke a rule. `field` is a path in the contract's names, such as `windows[0].start_minute`. */
export interface Violation {
  readonly field: string;
  readonly description: string;
}

/** What a refusal may carry beside its metadata. `retryAfterMs`: after how many milliseconds trying again may help. */
export interface RefusalExtras {
  readonly violations?: readonly Violation[];
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A refusal that the contract names. `reason` decides the status code; `message` is a sentence for a developer and holds no personal
 * text; `metadata` has the keys that the contract documents for the reason.
 */
export class DomainError extends Error {
  readonly reason: ErrorReasonName;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: ErrorReasonName,
    message: string,
    metadata: Readonly<Record<string, string>> = {},
    extras: RefusalExtras = {},
  ) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = "DomainError";
    this.reason = reason;
    this.metadata = metadata;
    this.violations = extras.violations ?? [];
    this.retryAfterMs = extras.retryAfterMs;
  }
}

/** Fields of the request break their rules: INVALID_ARGUMENT with one `BadRequest` violation each. */
export function invalid(violations: readonly Violation[]): DomainError {
  const listed = violations.map(({ field, description }) => (field ? `${field}: ${description}` : description));
  return new DomainError("INVALID_ARGUMENT", listed.join("; "), {}, { violations });
}

/** No such row in the caller's tenant, or one that the caller may not know of. `resource` is a noun such as `match`. */
export function notFound(resource: string, id: string): DomainError {
  return new DomainError("NOT_FOUND", `there is no ${resource} with this id`, { resource, id });
}

const passing: ReadonlySet<ErrorReasonName> = new Set([
  "CONFLICT_RETRY",
  "DEADLINE_EXCEEDED",
  "UNAVAILABLE",
  "INTERNAL",
]);

/** Whether an error is a final answer. False for refusals that only say "not now", and for everything unforeseen: those are retried. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && !passing.has(error.reason);
}
