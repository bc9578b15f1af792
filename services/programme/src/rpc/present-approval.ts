import type { MessageInitShape } from "@bufbuild/protobuf";
import { ApplicationState, type ApproveMentorResultSchema } from "@mentorship/client/v1";
import type { Approval } from "../commands/approve-mentors.ts";

/** What became of one row. */
export const presentApproval = ({
  applicationId,
  refusal,
  state,
}: Approval): MessageInitShape<typeof ApproveMentorResultSchema> => ({
  applicationId,
  approved: refusal === null,
  refusal: refusal ?? "",
  state: ApplicationState[state ?? "UNSPECIFIED"],
});
