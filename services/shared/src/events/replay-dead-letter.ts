import { applyEvents } from "./apply-events.ts";
import { consumerOf } from "./consumer-types.ts";
import { readDelivery } from "./delivery.ts";
import { runEffects } from "./effects-lane.ts";
import type { EventsContext, Subscription } from "./types.ts";

/**
 * Applies a dead letter again, here and now: its rows, then its effects. Answers false when there is no such letter or it was replayed
 * already. Throws what its handlers throw; the letter then stays as it is, to be replayed once the cause is mended.
 */
export async function replayDeadLetter<S, C extends EventsContext<S>>(
  ctx: C,
  subscriptions: readonly Subscription<S, C>[],
  letter: { readonly tenantId: string; readonly eventId: string; readonly consumer?: string },
): Promise<boolean> {
  const { pool, service } = ctx.data;
  const consumer = consumerOf<S, C>(ctx, letter.consumer ?? service, subscriptions);
  const key = [letter.tenantId, consumer.name, letter.eventId];
  const { rows } = await pool.query<{ subject: string; payload: Buffer }>(
    `select subject, payload from dead_letter
     where tenant_id = $1 and consumer = $2 and event_id = $3 and replayed_at is null`,
    key,
  );
  const found = rows[0];
  if (!found) return false;
  const delivery = readDelivery(consumer, { ...found, id: letter.eventId, tenant: letter.tenantId, settle: [] });
  if (!delivery.event) throw new Error("this dead letter can't be read as an event that the service knows");
  // What died of its effects has its rows already, and says when they were written.
  await pool.query(
    `update inbox set state = case when settled_at is null then 'failed' else 'applied' end
     where tenant_id = $1 and consumer = $2 and event_id = $3 and state = 'dead'`,
    key,
  );
  const waiting = await applyEvents(consumer, letter.tenantId, [delivery]);
  if (waiting.has(letter.eventId)) await runEffects(consumer, delivery);
  await pool.query(
    "update dead_letter set replayed_at = now() where tenant_id = $1 and consumer = $2 and event_id = $3",
    key,
  );
  return true;
}
