import { ConnectError, Code } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";

/** How a call was refused: the status code's name, the contract's reason and its metadata. `code` is `none` when it was not. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; reason: string; metadata: Record<string, string> }> {
  try {
    await call;
    return { code: "none", reason: "", metadata: {} };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const info = error.findDetails(ErrorInfoSchema)[0];
    return { code: Code[error.code], reason: info?.reason ?? "", metadata: info?.metadata ?? {} };
  }
}
