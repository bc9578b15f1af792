import { cors } from "@connectrpc/connect";
import type { NodeRequest, NodeResponse } from "@mentorship/shared/rpc";

const ALLOWED_HEADERS = [...cors.allowedHeaders, "Authorization", "X-Request-Id"].join(", ");
const EXPOSED_HEADERS = [...cors.exposedHeaders, "X-Request-Id"].join(", ");
const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Decides by origin, such as `https://app.example.org`. */
export type OriginRule = (origin: string) => boolean;

/** MENTORSHIP_CORS_ORIGINS: origins with commas between, or `*`. Unset: whatever is served on this machine. */
export function originRule(setting: string | undefined): OriginRule {
  const origins = (setting ?? "").split(",").map((one) => one.trim());
  const named = new Set(origins.filter((one) => one !== ""));
  if (named.size === 0) return (origin) => LOOPBACK.test(origin);
  return (origin) => named.has("*") || named.has(origin);
}

/** Marks the response for the browser and answers preflights. True when the request is answered with that. */
export function applyCors(allows: OriginRule, req: NodeRequest, res: NodeResponse): boolean {
  const origin = req.headers.origin;
  if (origin === undefined) return false;
  res.setHeader("vary", "Origin");
  const allowed = allows(origin);
  if (allowed) {
    res.setHeader("access-control-allow-origin", origin);
    res.setHeader("access-control-expose-headers", EXPOSED_HEADERS);
  }
  if (req.method !== "OPTIONS" || req.headers["access-control-request-method"] === undefined) return false;
  if (allowed) {
    res.setHeader("access-control-allow-methods", cors.allowedMethods.join(", "));
    res.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
    res.setHeader("access-control-max-age", "7200");
  }
  res.statusCode = 204;
  res.end();
  return true;
}
