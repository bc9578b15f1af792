import { type DescMethod, fromJson, type JsonObject, type JsonValue, type Message } from "@bufbuild/protobuf";
import type { Leaf, Step } from "./leaves.ts";

type Tree = Record<string, unknown>;

/** A copy of the request's JSON with another value at the leaf. What lies on the way down is made where it is missing. */
export function placed(request: JsonObject, leaf: Leaf, value: JsonValue): JsonObject {
  const copy = structuredClone(request);
  let node = copy as Tree;
  for (const [index, step] of leaf.steps.entries()) {
    const { jsonName } = step.field;
    for (const rival of step.rivals) delete node[rival];
    if (index === leaf.steps.length - 1) {
      node[jsonName] = step.element ? [value, ...((node[jsonName] as unknown[] | undefined) ?? []).slice(1)] : value;
    } else {
      node = below(node, step);
    }
  }
  return copy;
}

function below(node: Tree, { field, element }: Step): Tree {
  const { jsonName } = field;
  if (!element) return (node[jsonName] ??= {}) as Tree;
  const list = (node[jsonName] ??= [{}]) as Tree[];
  list[0] ??= {};
  return list[0];
}

/** The value that now stands at the leaf, or undefined. */
export function valueAt(request: JsonObject, leaf: Leaf): JsonValue | undefined {
  let node: unknown = request;
  for (const { field, element } of leaf.steps) {
    node = (node as Tree | undefined)?.[field.jsonName];
    if (element) node = (node as unknown[] | undefined)?.[0];
  }
  return node as JsonValue | undefined;
}

/** The message of the JSON, and the message object in it that `change` gets to see: the leaf itself, or what holds it. */
export function changed(
  method: DescMethod,
  request: JsonObject,
  leaf: Leaf,
  change: (holder: Tree, localName: string) => void,
): Message {
  const message = fromJson(method.input, request) as Message;
  let holder = message as unknown as Tree;
  let name = "";
  for (const [index, { field, element }] of leaf.steps.entries()) {
    [holder, name] = inOneof(holder, field.oneof?.localName, field.localName);
    if (element) [holder, name] = [holder[name] as Tree, "0"];
    if (index < leaf.steps.length - 1) holder = holder[name] as Tree;
  }
  change(holder, name);
  return message;
}

const inOneof = (holder: Tree, oneof: string | undefined, name: string): [Tree, string] =>
  oneof === undefined ? [holder, name] : [holder[oneof] as Tree, "value"];
