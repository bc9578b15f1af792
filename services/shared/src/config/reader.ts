import { accessSync, constants } from "node:fs";
import type { Env } from "./read-env.ts";

/** What a variable is read with. Without a `fallback` it is required; its name stands in the problem when it is missing or wrong. */
export interface ReadOptions<T> {
  readonly fallback?: T;
}

/**
 * Reads variables one by one. A variable that is missing or wrong adds a sentence to the problems and yields an empty value, so that
 * reading goes on and everything wrong is told at once.
 */
export interface Reader {
  /** A non-empty text. */
  text(name: string, options?: ReadOptions<string>): string;
  /** One of the given words. */
  oneOf<T extends string>(name: string, allowed: readonly T[], options?: ReadOptions<T>): T;
  /** A whole number within `[min, max]`. */
  integer(name: string, options: ReadOptions<number> & { readonly min: number; readonly max: number }): number;
  /** A TCP port, 0 to 65535; 0 takes a free one. */
  port(name: string, options?: ReadOptions<number>): number;
  /** An absolute URL of one of the schemes, without a trailing slash. */
  url(name: string, schemes: readonly string[], options?: ReadOptions<string>): string;
  /** The path of a file that can be read. */
  file(name: string): string;
  /** Whether a variable is set to anything. */
  has(name: string): boolean;
  /** Adds a problem that concerns more than one variable. */
  problem(sentence: string): void;
}

/** A reader over an environment that collects what is wrong into `problems`. */
export function createReader(env: Env, problems: string[]): Reader {
  function read<T>(name: string, fallback: T | undefined, empty: T, parse: (value: string) => T | Problem): T {
    const value = env[name]?.trim();
    if (value === undefined || value === "") {
      if (fallback !== undefined) return fallback;
      problems.push(`${name} is missing`);
      return empty;
    }
    const parsed = parse(value);
    if (!(parsed instanceof Problem)) return parsed;
    problems.push(`${name} ${parsed.message}`);
    return empty;
  }
  const reader: Reader = {
    text: (name, options) => read(name, options?.fallback, "", (value) => value),
    oneOf: <T extends string>(name: string, allowed: readonly T[], options?: ReadOptions<T>) =>
      read<T>(name, options?.fallback, allowed[0] as T, (value) =>
        allowed.includes(value as T) ? (value as T) : new Problem(`is "${value}", not one of ${allowed.join(", ")}`),
      ),
    integer: (name, { min, max, fallback }) =>
      read(name, fallback, min, (value) => {
        const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
        return number >= min && number <= max
          ? number
          : new Problem(`is "${value}", not a whole number from ${min} to ${max}`);
      }),
    port: (name, options) => reader.integer(name, { ...options, min: 0, max: 65_535 }),
    url: (name, schemes, options) =>
      read(name, options?.fallback, "", (value) => {
        const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : "";
        // The value itself is not shown: addresses of databases hold passwords.
        return schemes.includes(scheme)
          ? value.replace(/\/+$/, "")
          : new Problem(`is not an address that begins with ${listed(schemes)}`);
      }),
    file: (name) =>
      read<string>(name, undefined, "", (value) => {
        try {
          accessSync(value, constants.R_OK);
          return value;
        } catch {
          return new Problem(`names a file that can't be read: ${value}`);
        }
      }),
    has: (name) => (env[name]?.trim() ?? "") !== "",
    problem: (sentence) => {
      problems.push(sentence);
    },
  };
  return reader;
}

const listed = (schemes: readonly string[]) => schemes.map((scheme) => `${scheme}://`).join(" or ");

/** Why a value was refused: the end of a sentence that begins with the variable's name. */
class Problem extends Error {}
