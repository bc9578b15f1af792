import type { DescMessage, Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { ContextValues } from "@connectrpc/connect";
import type { Violation } from "../errors/index.ts";
import { impossibleTimesKey } from "./context-keys.ts";

/** A time as a text of JSON that is nothing else. */
const written = /"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})"/g;
const longest = 64;

/**
 * Passes a body on and notes in `values` which of the times written in it no calendar has, such as the 30th of February, as the seconds
 * since 1970 that the library will silently take them for. Only JSON is looked at, the one form in which a time can be so.
 */
export function noteImpossibleTimes(
  contentType: string | null,
  body: AsyncIterable<Uint8Array>,
  values: ContextValues,
): AsyncIterable<Uint8Array> {
  return contentType !== null && /^application\/(\S+\+)?json\b/.test(contentType) ? noting(body, values) : body;
}

async function* noting(body: AsyncIterable<Uint8Array>, values: ContextValues): AsyncIterable<Uint8Array> {
  let end = "";
  for await (const chunk of body) {
    // Times are ASCII, so that a character cut in two matters to nobody.
    const text = end + Buffer.from(chunk).toString("latin1");
    const found = [...text.matchAll(written)].flatMap(([, local = "", offset = ""]) =>
      exists(local) ? [] : [Date.parse(local + offset) / 1000],
    );
    if (found.length > 0) values.set(impossibleTimesKey, [...values.get(impossibleTimesKey), ...found]);
    end = text.slice(-longest);
    yield chunk;
  }
}

function exists(local: string): boolean {
  const at = Date.parse(`${local}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(local);
}

/** The fields of a message that were written as one of these times. */
export function blameImpossibleTimes(schema: DescMessage, message: Message, seconds: readonly number[]): Violation[] {
  return timesOf(reflect(schema, message), "")
    .filter(({ at }) => seconds.includes(at))
    .map(({ path }) => ({ field: path, description: "must be a date and time that exists" }));
}

function timesOf(message: ReflectMessage, path: string): { path: string; at: number }[] {
  if (message.desc.typeName === "google.protobuf.Timestamp") {
    return [{ path, at: Number((message.message as Message & { seconds: bigint }).seconds) }];
  }
  return message.fields
    .filter((field) => message.isSet(field))
    .flatMap((field) => {
      const at = path === "" ? field.name : `${path}.${field.name}`;
      if (field.fieldKind === "message") return timesOf(message.get(field), at);
      if (field.fieldKind !== "list" || field.listKind !== "message") return [];
      return [...message.get(field)].flatMap((item, index) =>
        isReflectMessage(item) ? timesOf(item, `${at}[${index}]`) : [],
      );
    });
}
