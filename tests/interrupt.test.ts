import { afterEach, expect, it, vi } from "vitest";
import { alsoAtInterrupt, startParts } from "./interrupt";

const heard = process.listeners("uncaughtException");

afterEach(() => {
  vi.restoreAllMocks();
  for (const listener of process.listeners("uncaughtException"))
    if (!heard.includes(listener)) process.off("uncaughtException", listener);
});

it("ends parts once, the last first, also those before one that could not be started", async () => {
  const ended: string[] = [];
  const failing = startParts((ends) => {
    ends(() => ended.push("first"));
    ends(() => ended.push("second"));
    return Promise.reject(new Error("no third"));
  });
  await expect(failing).rejects.toThrow("no third");
  expect(ended).toEqual(["second", "first"]);
  const { stop } = await startParts((ends) => {
    ends(() => ended.push("again"));
    return Promise.resolve({});
  });
  await Promise.all([stop(), stop()]);
  expect(ended).toEqual(["second", "first", "again"]);
  expect(process.listenerCount("SIGINT")).toBe(0);
});

it("ends everything that is not ended yet at an interrupt, the latest first, and exits then", async () => {
  const ended: string[] = [];
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  vi.spyOn(console, "error").mockReturnValue();
  alsoAtInterrupt(async () => ended.push("first"));
  alsoAtInterrupt(() => Promise.reject(new Error("it was gone already")));
  alsoAtInterrupt(async () => ended.push("last"));
  await alsoAtInterrupt(async () => ended.push("before"))();
  process.emit("SIGINT");
  process.emit("SIGINT");
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(130));
  expect(ended).toEqual(["before", "last", "first"]);
});
