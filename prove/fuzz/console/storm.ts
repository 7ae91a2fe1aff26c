import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { changed, digestsOf, newestLeaf } from "../../routes/digest";
import { Tally, type Job, type Result } from "../../suite";
import type { RawAnswer } from "../gateway/raw-http";
import { mb, ms } from "../gateway/figures";
import { inTurn } from "../gateway/storm";
import type { Vitals } from "../gateway/vitals";
import { faultOfForged, faultOfRoute, faultOfSigned, heardOfAction } from "./judge";
import type { Fuzzed } from "./requests";
import type { ConsoleWorld } from "./world";

/** Requests between two looks at what has changed. */
const ROUND = 100;
const GROWTH_MB = 50;
const BLOCKED_MS = 100;
/** Each page so often, by who may see it. */
const CALM_ROUNDS = 3;

type Through = { watched: string; tally: Tally };

/** Sends, hears and counts. */
export class Storm {
  readonly unmoved = new Tally(
    "A body that is no arguments, or no callback of Slack's, changes nothing",
    "T5",
  );
  readonly apart = new Tally("Whatever an administrator sends changes nothing of another tenant's", "T5");
  readonly #tallies: Record<Fuzzed["kind"], Tally> = {
    arguments: new Tally(
      "Whatever arguments an action is given, it answers itself: no 5xx, nothing of its inside",
      "T5",
    ),
    "no arguments": new Tally("What is no arguments is refused without a word of the inside", "T5"),
    route: new Tally(
      "Whatever the console's routes are asked, they answer with no 5xx and tell nothing of the inside",
      "T67",
    ),
    signed: new Tally("A callback that Slack signed is answered, whatever it says, and is taken once", "T67"),
    forged: new Tally("A callback that Slack did not sign, or long ago, is refused", "T67"),
  };
  readonly #good = new Tally("After each hundred of them a good page is still served", "T5");
  readonly #clean = new Tally("Nothing that is sent reaches a prototype in the console's process", "T68");
  readonly #blocks: Vitals[] = [];
  #wordless = 0;
  #before: Vitals | undefined;
  #sent = 0;

  constructor(
    private readonly console: ConsoleWorld,
    private readonly job: Job,
  ) {}

  /** Not counted, but heard; then every page as people ask for it, for what that blocks is not the fuzz's. */
  async warmUp(requests: readonly Fuzzed[]): Promise<void> {
    const cookie = await this.console.newAdmin();
    await inTurn(requests, 0, (one) => this.#send(one, cookie));
    this.#wordless = 0;
    await this.console.vitals();
    const pages = this.console.targets.filter(({ kind }) => kind === "page").map(({ sent }) => sent.path);
    const looks = Array.from({ length: CALM_ROUNDS }, () => pages).flat();
    await inTurn(looks, 0, async (path) => void (await this.console.send("GET", path, { cookie })));
    this.#before = await this.console.vitals();
  }

  /** All of them, and after each round a look at the rows of a tenant that must be as they were. */
  async through(requests: readonly Fuzzed[], { watched, tally }: Through): Promise<void> {
    const { database } = this.console.world;
    const digests = digestsOf(database, watched);
    for (let at = 0; at < requests.length; at += ROUND) {
      const cookie = await this.console.newAdmin();
      const before = await digests();
      await inTurn(requests.slice(at, at + ROUND), at, (one) => this.#send(one, cookie));
      const tables = changed(before, await digests());
      const leaf = tables.length > 0 ? await newestLeaf(database, watched) : "";
      tally.add(
        tables.length > 0 && `after request ${this.#sent}: ${tables.join(", ")}; newest leaf: ${leaf}`,
      );
      this.#good.add((await this.#works()) ? null : `no page after request ${this.#sent}`);
      const vitals = await this.console.vitals();
      this.#clean.add(vitals.polluted.length > 0 && `every object has: ${vitals.polluted.join(", ")}`);
      this.#blocks.push(vitals);
    }
  }

  result(): Result {
    const [before, after] = [this.#before, this.#blocks.at(-1)];
    const growth = before && after ? after.heapMB - before.heapMB : Number.NaN;
    const calmMs = before?.blockedMs ?? Number.NaN;
    const longest = (of: (vitals: Vitals) => number) => Math.max(...this.#blocks.map(of));
    return {
      checks: [...Object.values(this.#tallies), this.unmoved, this.apart, this.#clean, this.#good].map(
        ({ check }) => check,
      ),
      figures: [
        mb("growth of the console's heap while it is fuzzed", growth, GROWTH_MB),
        {
          name: "longest that showing every page blocked the console's event loop",
          ...{ value: calmMs, unit: "ms" },
        },
        ms(
          "longest that fuzzing blocked the console's event loop beyond that",
          Math.max(0, longest((it) => it.blockedMs) - calmMs),
          BLOCKED_MS,
        ),
        ms(
          "longest that the console's event loop waited, for want of a core too",
          longest((it) => it.lateMs),
        ),
        {
          name: "bodies that Next itself could not read and answered with 500 and no word",
          value: this.#wordless,
          unit: "requests",
        },
      ],
    };
  }

  async #send(request: Fuzzed, cookie: string): Promise<void> {
    const { method, path, headers, body, kind, name } = request;
    const index = this.#sent++;
    const withSession = kind === "signed" || kind === "forged" ? headers : { ...headers, cookie };
    const ask = () => this.console.send(method, path, withSession, body);
    const answer = await ask().catch((error: Error) => error);
    const fault = answer instanceof Error ? answer.message : await this.#faultOf(kind, answer, ask);
    this.#tallies[kind].add(fault && `request ${index} (${name}; ${method} ${path.slice(0, 80)}): ${fault}`);
    if (fault) await this.#writeDown(index, request, fault);
  }

  async #faultOf(
    kind: Fuzzed["kind"],
    answer: RawAnswer,
    again: () => Promise<RawAnswer>,
  ): Promise<string | null> {
    switch (kind) {
      case "route":
        return faultOfRoute(answer);
      case "forged":
        return faultOfForged(answer, ["UNAUTHENTICATED", "BODY_TOO_LARGE"]);
      case "signed": {
        const fault = faultOfSigned(answer);
        return fault ?? (answer?.status === 200 ? faultOfForged(await again(), ["CONFLICT"]) : null);
      }
      default: {
        const { fault, wordless } = heardOfAction(answer, kind === "arguments" ? "arguments" : "nothing");
        if (wordless) this.#wordless++;
        return fault;
      }
    }
  }

  async #works(): Promise<boolean> {
    const cookie = await this.console.newAdmin();
    const answer = await this.console.send("GET", "/account", { cookie }).catch(() => null);
    return answer?.status === 200;
  }

  async #writeDown(index: number, request: Fuzzed, fault: string): Promise<void> {
    const { body, ...shown } = request;
    // A body of megabytes is found again by its name.
    const line = { index, ...shown, body: body?.subarray(0, 100_000).toString("base64"), fault };
    await appendFile(join(this.job.folder, "console-requests.ndjson"), `${JSON.stringify(line)}\n`);
  }
}
