import { condition, defineSignal, proxyActivities, setHandler } from "@temporalio/workflow";

const noted = defineSignal("noted");
const { report } = proxyActivities<{ report(count: number): Promise<string> }>({ startToCloseTimeout: "20s" });

/** Waits for so many signals, then reports how many came. */
export async function probeCounter(most: number): Promise<string> {
  let count = 0;
  setHandler(noted, () => {
    count += 1;
  });
  await condition(() => count >= most);
  return report(count);
}
