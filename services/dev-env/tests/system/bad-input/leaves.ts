import {
  type DescExtension,
  type DescField,
  type DescMessage,
  type DescMethod,
  getOption,
  ScalarType,
} from "@bufbuild/protobuf";

/** The limits of a field that these tests turn into requests that break them. */
export interface Rules {
  readonly ignore?: number;
  readonly required?: boolean;
  readonly type: {
    readonly case?: string;
    readonly value?: {
      readonly minLen?: bigint;
      readonly maxLen?: bigint;
      readonly pattern?: string;
      readonly wellKnown?: { readonly case?: string; readonly value?: unknown };
      readonly definedOnly?: boolean;
      readonly notIn?: readonly unknown[];
      readonly in?: readonly unknown[];
      readonly lessThan?: { readonly case?: string; readonly value?: unknown };
      readonly greaterThan?: { readonly case?: string; readonly value?: unknown };
      readonly minItems?: bigint;
      readonly maxItems?: bigint;
      readonly unique?: boolean;
      readonly items?: Rules;
    };
  };
}

/** One way down into a message: a field, its first element where it is a list, and what its `oneof` must lose. */
export interface Step {
  readonly field: DescField;
  readonly element: boolean;
  readonly rivals: readonly string[];
}

/** A field of a request, however deep, that holds one value, or a whole list. */
export interface Leaf {
  /** As violations name it, such as `windows[0].start_minute`. */
  readonly path: string;
  readonly steps: readonly Step[];
  readonly field: DescField;
  readonly kind: "string" | "enum" | "integer" | "bool" | "timestamp" | "duration" | "list";
  readonly rules: Rules | undefined;
}

const DEEPEST = 4;

/** Every field of a method's request, those of nested messages included. */
export function leavesOf(method: DescMethod): Leaf[] {
  const rulesOption = findRulesOption(method);
  const rulesOf = (field: DescField): Rules | undefined =>
    rulesOption === undefined ? undefined : (getOption(field, rulesOption) as unknown as Rules);

  const walk = (message: DescMessage, steps: readonly Step[], path: string): Leaf[] =>
    message.fields.flatMap((field) => {
      const at = path === "" ? field.name : `${path}.${field.name}`;
      const rivals = field.oneof?.fields.filter((other) => other !== field).map(({ jsonName }) => jsonName) ?? [];
      const whole: Step = { field, element: false, rivals };
      const rules = rulesOf(field);
      if (field.fieldKind !== "list") return descend(field, rules, [...steps, whole], at);
      const list: Leaf = { path: at, steps: [...steps, whole], field, kind: "list", rules };
      return [list, ...descend(field, rules?.type.value?.items, [...steps, { ...whole, element: true }], `${at}[0]`)];
    });

  const descend = (field: DescField, rules: Rules | undefined, steps: readonly Step[], path: string): Leaf[] => {
    const kind = kindOf(field);
    if (kind !== undefined) return [{ path, steps, field, kind, rules }];
    return field.message === undefined || steps.length >= DEEPEST ? [] : walk(field.message, steps, path);
  };
  return walk(method.input, [], "");
}

function kindOf(field: DescField): Leaf["kind"] | undefined {
  if (field.message?.typeName === "google.protobuf.Timestamp") return "timestamp";
  if (field.message?.typeName === "google.protobuf.Duration") return "duration";
  if (field.enum !== undefined) return "enum";

  if (field.scalar === ScalarType.STRING) return "string";
  if (field.scalar === ScalarType.BOOL) return "bool";
  return field.scalar === undefined ? undefined : "integer";
}

/** The option that the limits stand in, found through what the contract's own file depends on. */
function findRulesOption(method: DescMethod): DescExtension | undefined {
  return method.input.file.dependencies
    .flatMap((file) => file.extensions)
    .find(({ typeName }) => typeName === "buf.validate.field");
}
