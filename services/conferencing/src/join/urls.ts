import type { ConferencingContext } from "../context.ts";
import { type JoinClaim, makeJoinToken } from "../domain/join-token.ts";

type Urls = Pick<ConferencingContext, "config" | "joinKeys">;

/** A person's own link into a session, at the platform's public address. */
export const joinUrl = (ctx: Urls, claim: JoinClaim): string =>
  `${ctx.config.publicUrl}/join/${makeJoinToken(ctx.joinKeys, claim)}`;

/** The room behind it. */
export const roomUrl = (ctx: Urls, room: string): string => `${ctx.config.roomBaseUrl}/${encodeURIComponent(room)}`;
