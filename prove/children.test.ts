import { describe, expect, it } from "vitest";
import { Children } from "./children";

const children = new Children(import.meta.dirname, 500);
const MINUTE = 60_000;

function program(code: string): string[] {
  return ["--eval", code];
}

describe("a suite in a process of its own", () => {
  it("ends well, or is told with its last words how it ended", async () => {
    expect(await children.run(program(""), MINUTE)).toBeNull();
    expect(await children.run(program(`console.error("no disk"); process.exitCode = 3`), MINUTE)).toBe(
      "It ended with 3.\nno disk",
    );
  });

  it("is ended where it hangs, also where it does not listen", async () => {
    const hangs = `console.error("waiting"); setInterval(() => {}, 1000);`;
    const late = /^It was not done after [0-9.]+ minutes/;
    expect(await children.run(program(hangs), 300)).toMatch(late);
    expect(await children.run(program(`process.on("SIGTERM", () => {}); ${hangs}`), 300)).toMatch(late);
  });

  it("is not waited for by what it left behind", async () => {
    // It keeps our pipe open for longer than a test may take.
    const orphan = `require("child_process").spawn("sleep", ["300"], { stdio: ["ignore", "ignore", "inherit"], detached: true })`;
    const said = await children.run(
      program(`const it = ${orphan}; console.error(it.pid); process.exit(1)`),
      MINUTE,
    );
    const pid = Number(/\d+$/.exec(said ?? "")?.[0]);
    process.kill(pid, "SIGKILL");
    expect(said).toMatch(/^It ended with 1/);
  });
});
