import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";
import { type Violation, invalid } from "@mentorship/shared/errors";
import type { Instant } from "../domain/time/instant.ts";

const FIRST = Date.UTC(1970, 0, 2);
const LAST = Date.UTC(2200, 0, 1);

/** Reads fields that the contract's own rules can't check whole, and gathers everything that is wrong with them. */
export type Checks = {
  /** An instant to the millisecond. */
  instant(field: string, value: Timestamp): Instant;
  /** The same, to the whole minute. */
  minute(field: string, value: Timestamp): Instant;
  /** A length in minutes, in steps of so many. Null when unset. */
  minutes(field: string, value: Duration | undefined, step?: number): number | null;
  fail(field: string, description: string): void;
  /** Throws INVALID_ARGUMENT with every field that failed. */
  done(): void;
};

export function createChecks(): Checks {
  const violations: Violation[] = [];
  const fail = (field: string, description: string): void => {
    violations.push({ field, description });
  };
  const instant = (field: string, value: Timestamp): Instant => {
    const at = Number(value.seconds) * 1_000 + Math.floor(value.nanos / 1_000_000);
    if (!(at >= FIRST && at < LAST)) fail(field, "must be between 1970-01-02 and 2200");
    return at;
  };
  return {
    instant,
    minute(field, value) {
      const at = instant(field, value);
      if (value.nanos !== 0 || Number(value.seconds) % 60 !== 0) fail(field, "must be a whole minute");
      return at;
    },
    minutes(field, value, step = 1) {
      if (value === undefined) return null;
      const minutes = Number(value.seconds) / 60;
      if (value.nanos !== 0 || !Number.isInteger(minutes / step)) {
        fail(field, step === 1 ? "must be whole minutes" : `must be in steps of ${step} minutes`);
      }
      return minutes;
    },
    fail,
    done() {
      if (violations.length > 0) throw invalid(violations);
    },
  };
}
