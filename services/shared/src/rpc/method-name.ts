import type { DescMethod } from "@bufbuild/protobuf";

/** The name of an RPC as causes and logs write it, such as `mentorship.v1.MatchingService/AcceptMatch`. */
export const methodName = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;
