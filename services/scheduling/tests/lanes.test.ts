import { expect, test } from "@jest/globals";
import { createLanes } from "../src/lanes.ts";

/** Work that ends when it is told to. */
function work(begun: string[], name: string) {
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  const run = async () => {
    begun.push(name);
    await ended;
    return name;
  };
  return { run, end };
}

test("so much is done at once, the rest waits in the order in which it came", async () => {
  const lanes = createLanes(2);
  const begun: string[] = [];
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => work(begun, name)) as [W, W, W, W];
  const all = [a, b, c, d].map((one) => lanes(one.run));
  expect(begun).toEqual(["a", "b"]);
  b.end();
  expect(await all[1]).toBe("b");
  expect(begun).toEqual(["a", "b", "c"]);
  for (const one of [a, c, d]) one.end();
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});
type W = ReturnType<typeof work>;

test("work that fails frees its lane, and the error is its caller's", async () => {
  const lanes = createLanes(1);
  const begun: string[] = [];
  const [first, second] = [work(begun, "first"), work(begun, "second")];
  const all = [lanes(first.run), lanes(second.run)];
  first.end(new Error("no"));
  await expect(all[0]).rejects.toThrow("no");
  second.end();
  expect(await all[1]).toBe("second");
  expect(await lanes(async () => "third")).toBe("third");
});
