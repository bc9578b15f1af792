import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { invalid } from "@mentorship/shared/errors";

const first = Date.UTC(1970, 0, 2);
const last = Date.UTC(2200, 0, 1);

/** A moment of the request in whole milliseconds. Throws INVALID_ARGUMENT where it is missing or outside 1970-01-02 to 2199. */
export function dateOf(at: Timestamp | undefined, field: string): Date {
  if (at && at.nanos >= 0 && at.nanos < 1_000_000_000) {
    const date = timestampDate(at);
    if (date.getTime() >= first && date.getTime() < last) return date;
  }
  throw invalid([{ field, description: "must lie between 1970-01-02 and the end of 2199" }]);
}
