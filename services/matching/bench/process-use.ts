import { readFile } from "node:fs/promises";

/** What a process has used: seconds of CPU so far, bytes of memory now and at most. */
export interface Use {
  readonly cpuSeconds: number;
  readonly memory: number;
  readonly mostMemory: number;
}

/** Null where the system has no /proc to tell. */
export async function useOf(pid: number | undefined): Promise<Use | null> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");
  const [stat, status] = await Promise.all([read("stat"), read("status")]);
  if (stat === "" || status === "") return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return { cpuSeconds: ticks / 100, memory: bytes("VmRSS"), mostMemory: bytes("VmHWM") };
}
