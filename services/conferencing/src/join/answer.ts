import { randomUUID } from "node:crypto";
import { type Call, systemCall } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import type { NodeHandler, NodeRequest } from "@mentorship/shared/rpc";
import { joinSession } from "../commands/join-session.ts";
import type { ConferencingContext } from "../context.ts";
import { assertJoinable } from "../domain/join-window.ts";
import { type JoinClaim, readJoinToken } from "../domain/join-token.ts";
import { ownLink } from "../commands/own-link.ts";
import { joinPage, type Page, privateHeaders, refusalPage } from "./page.ts";
import { roomUrl } from "./urls.ts";

/** Answers `/join/<token>`: GET shows a page and changes nothing, POST records the join and leads to the room. */
export const answerJoin =
  (ctx: ConferencingContext): NodeHandler =>
  (req, res) => {
    // The form has no fields: whatever was sent is read away.
    req.resume();
    answer(ctx, req)
      .catch((error: unknown) => refusalOf(ctx, error))
      .then(({ status, headers, body }) => {
        res.writeHead(status, { ...headers });
        res.end(req.method === "HEAD" ? "" : body);
      })
      .catch((error: unknown) => ctx.log.warn({ err: error }, "a join page was not written"));
  };

async function answer(ctx: ConferencingContext, req: NodeRequest): Promise<Page> {
  const method = req.method ?? "GET";
  if (!["GET", "HEAD", "POST"].includes(method))
    return refusalPage(405, "Not possible", "This address can only be opened.");
  const claim = readJoinToken(ctx.joinKeys, req.url?.split("?", 1)[0]?.slice("/join/".length) ?? "");
  if (!claim) return unknownLink();
  const call = callOf(claim);
  await ctx.admission.admit(call);
  const { link, generation, now } = await ownLink(ctx, call, claim.sessionId);
  if (generation !== claim.generation) return unknownLink();
  if (method !== "POST") {
    assertJoinable(link, now);
    return joinPage();
  }
  const { room } = await joinSession(ctx, call, claim);
  return { status: 303, headers: { ...privateHeaders, location: roomUrl(ctx, room) }, body: "" };
}

/** Who holds the link acts as its person, for this session only. */
function callOf(claim: JoinClaim): Call {
  const traceId = randomUUID();
  const cause = { kind: "request", method: "POST /join", requestId: traceId, bodyHash: "" } as const;
  const call = systemCall(claim.tenantId, "join-link", cause, traceId);
  return { ...call, actor: { kind: "person", id: claim.personId, roles: ["mentee"], capabilities: [] } };
}

const unknownLink = (): Page =>
  refusalPage(
    404,
    "This link is not valid",
    "It was withdrawn or mistyped. Open the session in your programme to get a new one.",
  );

/** Where a link can't be used, its holder is told so; the token is never logged. */
function refusalOf(ctx: ConferencingContext, error: unknown): Page {
  if (!(error instanceof DomainError)) {
    ctx.log.error({ err: error }, "a join failed");
    return refusalPage(500, "Something went wrong", "Please try again in a moment.");
  }
  const { opens_at: opensAt = "", closes_at: closesAt = "" } = error.metadata;
  switch (error.reason) {
    case "JOIN_WINDOW":
      return refusalPage(403, "Not open", `You can join from ${opensAt} to ${closesAt}.`);
    case "NO_MEETING_LINK":
      return refusalPage(410, "No meeting", "This session has no meeting any more.");
    case "UNAVAILABLE":
    case "CONFLICT_RETRY":
      return refusalPage(503, "Not now", "Please try again in a moment.");
    default:
      return unknownLink();
  }
}
