import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";

/** How a call ended: `ok`, or the status code's name with the contract's reason, its metadata and the fields that broke a rule. */
export async function refusalOf(call: Promise<unknown>): Promise<{
  code: string;
  reason: string;
  metadata: Record<string, string>;
  fields: string[];
}> {
  try {
    await call;
    return { code: "ok", reason: "", metadata: {}, fields: [] };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const info = error.findDetails(ErrorInfoSchema)[0];
    const fields = error
      .findDetails(BadRequestSchema)
      .flatMap((each) => each.fieldViolations.map(({ field }) => field));
    return { code: Code[error.code], reason: info?.reason ?? "", metadata: info?.metadata ?? {}, fields };
  }
}
