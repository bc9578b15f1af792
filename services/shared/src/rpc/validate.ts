import { create, type DescMessage, type DescMethod, type Message, type MessageShape } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator, type Validator } from "@bufbuild/protovalidate";
import type { Interceptor } from "@connectrpc/connect";
import { DomainError, invalid, type Violation } from "../errors/index.ts";
import { impossibleTimesKey } from "./context-keys.ts";
import { blameImpossibleTimes } from "./impossible-times.ts";
import { normaliseText } from "./normalise-text.ts";

/**
 * Brings the texts of each request message to one form, then checks it by the rules of the contract: INVALID_ARGUMENT with a violation
 * for each rule broken. The rules of all `methods` are compiled here, so that one that can't be stops the start and not a call.
 */
export function createValidation(methods: readonly DescMethod[]): Interceptor {
  const validator = createValidator();
  for (const { input } of methods) {
    const { kind, error } = validator.validate(input, create(input));
    if (kind === "error") throw new Error(`the rules of ${input.typeName} can't be used`, { cause: error });
  }
  return (next) => (req) => {
    const { input } = req.method;
    const impossible = () => req.contextValues.get(impossibleTimesKey);
    if (req.stream) return next({ ...req, message: checkedAll(validator, input, req.message, impossible) });
    check(validator, input, req.message, impossible());
    return next(req);
  };
}

function check<Desc extends DescMessage>(
  validator: Validator,
  schema: Desc,
  message: MessageShape<Desc>,
  impossible: readonly number[],
): void {
  const unstorable = normaliseText(schema, message);
  if (impossible.length > 0) unstorable.push(...blameImpossibleTimes(schema, message, impossible));
  const broken = brokenRules(validator, schema, message, unstorable.length > 0);
  if (unstorable.length + broken.length > 0) throw invalid([...unstorable, ...broken]);
}

function brokenRules<Desc extends DescMessage>(
  validator: Validator,
  schema: Desc,
  message: MessageShape<Desc>,
  blamed = false,
): Violation[] {
  const result = validator.validate(schema, message);
  // A rule may come to no end over a time that is none, which has its violation already.
  if (result.kind === "error" && !blamed) throw result.error;
  return (result.violations ?? []).map((violation) => ({
    field: pathToString(violation.field),
    description: violation.message || violation.ruleId,
  }));
}

/**
 * Checks messages of a type one by one, for RPCs that refuse rows and not calls: by the rules of the contract, and that a store can hold
 * their texts. Answers what is broken.
 */
export function createRowRules<Desc extends DescMessage>(schema: Desc): (message: MessageShape<Desc>) => Violation[] {
  const validator = createValidator();
  return (message) => {
    const unstorable = normaliseText(schema, message);
    return [...unstorable, ...brokenRules(validator, schema, message, unstorable.length > 0)];
  };
}

/** The place of a message in its stream, from 1, is told in the error's metadata. */
async function* checkedAll(
  validator: Validator,
  schema: DescMessage,
  messages: AsyncIterable<Message>,
  impossible: () => readonly number[],
) {
  let position = 0;
  for await (const message of messages) {
    position += 1;
    try {
      check(validator, schema, message, impossible());
    } catch (error) {
      throw error instanceof DomainError ? atPosition(error, position) : error;
    }
    yield message;
  }
}

const atPosition = (error: DomainError, position: number) =>
  new DomainError(
    error.reason,
    `message ${position} of the stream: ${error.message}`,
    { position: String(position) },
    {
      violations: error.violations,
    },
  );
