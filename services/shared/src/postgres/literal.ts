import pg from "pg";
import { invalid } from "../errors/index.ts";

/**
 * A text as a literal of SQL. Used where several statements travel in one message, which can have no parameters.
 * Refuses U+0000, which Postgres can't hold: it would end the message early.
 */
export function literal(text: string): string {
  if (text.includes("\0")) throw invalid([{ field: "", description: "text must not contain the character U+0000" }]);
  // The library goes through a text sign by sign; long ones without quotes, such as events as base64, need none of it.
  return /['\\]/.test(text) ? pg.escapeLiteral(text) : `'${text}'`;
}
