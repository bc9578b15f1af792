import type { DescField, DescMessage } from "@bufbuild/protobuf";
import type { Violation } from "../errors/index.ts";

const ofField = /cannot decode field (\S+)\.(\w+) from JSON: ([^]*)/;
const ofType = /cannot decode (?:enum|message) (\S+) from JSON: ([^]*)/;
const ofKey = /key "([^"]*)" is unknown/;

/**
 * The field of a request whose JSON the library could not read, by its path without positions in lists. The library names a field by
 * its message's type, or the type of its value alone, so that nothing is told where several fields of the request could be meant.
 */
export function unreadableField(text: string, request: DescMessage): Violation[] {
  const key = ofKey.exec(text)?.[1];
  if (key !== undefined) return [{ field: key, description: "is not a field of this message" }];
  const [, holder, name, why] = ofField.exec(text) ?? [];
  if (name !== undefined) return only(request, (field) => field.parent.typeName === holder && field.name === name, why);
  const [, type, wrong] = ofType.exec(text) ?? [];
  return only(request, (field) => field.enum?.typeName === type || field.message?.typeName === type, wrong);
}

function only(request: DescMessage, meant: (field: DescField) => boolean, why = ""): Violation[] {
  const paths = pathsOf(request, meant, "", []);
  const field = paths[0];
  return field === undefined || paths.length > 1 ? [] : [{ field, description: `can't be read: ${why}` }];
}

function pathsOf(
  message: DescMessage,
  meant: (field: DescField) => boolean,
  path: string,
  above: readonly DescMessage[],
): string[] {
  return message.fields.flatMap((field) => {
    const at = path === "" ? field.name : `${path}.${field.name}`;
    const inner = field.message;
    const deeper = inner === undefined || above.includes(inner) ? [] : pathsOf(inner, meant, at, [...above, message]);
    return meant(field) ? [at, ...deeper] : deeper;
  });
}
