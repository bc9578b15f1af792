export { decodePageToken, encodePageToken, pageSize } from "./page-token.ts";
