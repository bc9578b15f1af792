import { jsonBody, protoBody, type RawBody } from "./post-raw.ts";

const bytes = (hex: string): RawBody => protoBody(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** Bodies that no RPC can read. */
export const unreadable: readonly (readonly [string, RawBody])[] = [
  ["JSON cut short", jsonBody(`{"requestId":`)],
  ["JSON that is a text", jsonBody(`"text"`)],
  ["JSON that is a list", jsonBody("[]")],
  ["JSON that is null", jsonBody("null")],
  ["JSON that is a number", jsonBody("7")],
  ["JSON nested ten thousand deep", jsonBody(`${`{"a":`.repeat(10_000)}1${"}".repeat(10_000)}`)],
  ["JSON of no encoding", { format: "json", bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31]) }],
  ["no JSON at all", jsonBody("request_id: 1")],
  ["bytes cut short", bytes("0a ff")],
  ["bytes of another wire type", bytes("0d 01")],
  ["a number that never ends", bytes("08 ff ff ff ff ff ff ff ff ff ff ff ff")],
  ["a field of number zero", bytes("00 01")],
  ["a group that never ends", bytes("0b")],
  ["a length beyond the end", bytes("0a ff ff ff ff 07")],
  ["random bytes", bytes("ff ee dd cc bb aa 99 88 77")],
];

/** Those of them that only a message whose first field is a text can't be read from. */
export const aboutTexts: ReadonlySet<string> = new Set(["bytes of another wire type", "a length beyond the end"]);
