import { DomainError } from "@mentorship/shared/errors";

/** What a body refuses with. Throws when it does not refuse. */
export function refusal(body: () => unknown): DomainError {
  try {
    body();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** What a body answers, or the reason that it refuses with. */
export function answerOrReason<T>(body: () => T): T | string {
  try {
    return body();
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}
