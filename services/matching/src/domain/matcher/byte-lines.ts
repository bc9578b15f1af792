import { createHash, type Hash } from "node:crypto";

const ROOM = 1 << 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * Lines of text on their way to a hash, written as bytes into one buffer: strings put together line by line cost more
 * than the hashing, and leave megabytes to collect.
 */
export interface ByteLines {
  readonly hash: Hash;
  readonly bytes: Buffer;
  at: number;
}

export function openByteLines(): ByteLines {
  return { hash: createHash("sha256"), bytes: Buffer.allocUnsafe(ROOM), at: 0 };
}

/** SHA-256 of everything added, in lower-case hex. */
export function closeByteLines(lines: ByteLines): string {
  flush(lines);
  return lines.hash.digest("hex");
}

/** Any text, as UTF-8. */
export function addText(lines: ByteLines, text: string): void {
  flush(lines);
  lines.hash.update(text, "utf8");
}

/** A short text of ASCII characters only. */
export function addAscii(lines: ByteLines, text: string): void {
  makeRoom(lines, text.length);
  const { bytes } = lines;
  let { at } = lines;
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
  lines.at = at;
}

/** A text in JSON's form. */
export function addQuoted(lines: ByteLines, text: string): void {
  if (text.length + 2 > ROOM) return addText(lines, JSON.stringify(text));
  makeRoom(lines, text.length + 2);
  const { bytes } = lines;
  let { at } = lines;
  bytes[at++] = QUOTE;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Whatever JSON escapes or UTF-8 writes in more than a byte: begun again, by the book.
    if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) return addText(lines, JSON.stringify(text));
    bytes[at++] = unit;
  }
  bytes[at++] = QUOTE;
  lines.at = at;
}

/** A whole number in decimal digits. */
export function addWhole(lines: ByteLines, value: number): void {
  const size = Math.abs(value);
  if (size > 0x7fff_ffff) return addAscii(lines, String(value));
  makeRoom(lines, 11);
  const { bytes } = lines;
  if (value < 0) bytes[lines.at++] = MINUS;
  let end = lines.at + 1;
  for (let rest = (size / 10) | 0; rest > 0; rest = (rest / 10) | 0) end++;
  lines.at = end;
  let rest = size | 0;
  do {
    const tenth = (rest / 10) | 0;
    bytes[--end] = ZERO + rest - tenth * 10;
    rest = tenth;
  } while (rest > 0);
}

function makeRoom(lines: ByteLines, length: number): void {
  if (lines.at + length > ROOM) flush(lines);
}

function flush(lines: ByteLines): void {
  lines.hash.update(lines.bytes.subarray(0, lines.at));
  lines.at = 0;
}
