import type { ApprovalChain, Tx } from "../../platform/db";
import { BUILT_IN_CHAINS } from "../built-in-chains";
import { loadDirectory } from "../directory";
import type { ChainSpec } from "../schemas";
import { reachOf } from "./reach";
import { nameBook, specOf, waitingByChain } from "./store";
import type { ChainRow } from "./types";
import { chainUses } from "./uses";
import { chainInWords } from "./words";

/** What a chain's description is made of, read once for all of a tenant's. */
export async function describer(tx: Tx, tenantId: string) {
  const names = await nameBook(tx, tenantId);
  const { people } = await loadDirectory(tx, tenantId);
  const uses = await chainUses(tx, tenantId);
  const waiting = await waitingByChain(tx, tenantId);
  const describe = (name: string, spec: ChainSpec) => ({
    name,
    spec,
    inWords: chainInWords(spec, names),
    uses: uses.get(name) ?? [],
    waiting: waiting.filter((one) => one.name === name).reduce((sum, one) => sum + one.waiting, 0),
    problems: reachOf(spec, people).problems,
  });
  const person = (id: string) => names.people[id] ?? "a former member";
  return {
    names,
    people,
    waiting,
    person,
    own: ({ name, version, spec, authorId, createdAt }: ApprovalChain): ChainRow => ({
      ...describe(name, specOf({ spec })),
      version,
      builtIn: false,
      savedAt: createdAt.toISOString(),
      savedBy: person(authorId),
    }),
    builtIn: (name: string): ChainRow | null => {
      const spec = Object.hasOwn(BUILT_IN_CHAINS, name) ? BUILT_IN_CHAINS[name] : undefined;
      if (!spec) return null;
      return { ...describe(name, spec), version: 0, builtIn: true, savedAt: null, savedBy: null };
    },
  };
}
