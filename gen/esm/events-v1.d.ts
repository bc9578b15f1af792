export * from "./mentorship/events/v1/conferencing_events_pb.js";
export * from "./mentorship/events/v1/header_pb.js";
export * from "./mentorship/events/v1/match_events_pb.js";
export * from "./mentorship/events/v1/person_events_pb.js";
export * from "./mentorship/events/v1/programme_events_pb.js";
export * from "./mentorship/events/v1/session_events_pb.js";
export * from "./mentorship/events/v1/session_request_events_pb.js";
export * from "./mentorship/events/v1/tenant_events_pb.js";
