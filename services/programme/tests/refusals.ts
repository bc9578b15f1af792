import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";

/** How a call was refused. */
export interface Refused {
  readonly code: string;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
}

/** The refusal of a call. Throws when it was not refused, or not by this product. */
export async function refused(call: Promise<unknown>): Promise<Refused> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const [info] = error.findDetails(ErrorInfoSchema);
    const fields = error
      .findDetails(BadRequestSchema)
      .flatMap((each) => each.fieldViolations.map(({ field }) => field));
    return { code: Code[error.code], reason: info?.reason ?? "", metadata: info?.metadata ?? {}, fields };
  }
  throw new Error(
    `the call was not refused: ${JSON.stringify(answer, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`,
  );
}

/** Everything that a stream sends. */
export async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream) all.push(each);
  return all;
}
