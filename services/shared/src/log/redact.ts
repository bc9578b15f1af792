const hidden = "[redacted]";

/** Fields whose value is never written, at any depth of a line, whatever it holds. */
const secretFields =
  /"(authorization|cookie|token|access_?token|secret|password|e_?mail|note|note_?text|join_?url|start_?url)":"(?:[^"\\]|\\.)*"/gi;

/** Texts that give themselves away wherever they stand: tokens, meeting links, credentials in URLs, addresses of people. */
const secretTexts: readonly { readonly mark: string; readonly pattern: RegExp; readonly instead: string }[] = [
  { mark: "eyJ", pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, instead: hidden },
  { mark: "earer ", pattern: /\bBearer +[\w.~+/=-]+/gi, instead: `Bearer ${hidden}` },
  { mark: "/join/", pattern: /https?:\/\/[^\s"\\]*\/join\/[^\s"\\]*/gi, instead: hidden },
  { mark: "@", pattern: /(:\/\/[^\s:/@"]+):[^\s@/"]+@/g, instead: `$1:${hidden}@` },
  { mark: "@", pattern: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, instead: hidden },
];

/** A log line without tokens, e-mail addresses, note text, join URLs and passwords. The line stays valid JSON. */
export function redactLine(line: string): string {
  let text = line.replace(secretFields, `"$1":"${hidden}"`);
  // Most lines hold none of the marks, and looking for one is far cheaper than the pattern.
  for (const { mark, pattern, instead } of secretTexts) if (text.includes(mark)) text = text.replace(pattern, instead);
  return text;
}
