import { LRUCache } from "lru-cache";
import type { Tool } from "../../capabilities/types";
import { withTenant } from "../../platform/db";
import { singleton } from "../../platform/singleton";
import { misconfigured } from "../errors";
import { readOpenApi } from "../openapi/read-openapi";
import type { UpstreamRef } from "../types";

/** Documents whose tools are remembered; the largest have some thousands. */
const MAX_DOCUMENTS = 16;

const read = () =>
  singleton("openapi-tools", () => new LRUCache<string, ReadonlyMap<string, Tool>>({ max: MAX_DOCUMENTS }));

/** The operations that were chosen of the newest document; none before there is one. @throws UpstreamError */
export async function httpTools({ tenantId, id }: Pick<UpstreamRef, "tenantId" | "id">): Promise<Tool[]> {
  const newest = await withTenant(tenantId, async (tx) => {
    const found = await tx.upstreamDocument.findFirst({
      where: { tenantId, upstreamId: id },
      orderBy: [{ importedAt: "desc" }, { id: "desc" }],
      select: { id: true, hash: true, operations: true },
    });
    if (!found) return null;
    const known = read().get(found.hash);
    if (known) return { ...found, tools: known };
    // Megabytes, so only where they are needed.
    const { text } = await tx.upstreamDocument.findFirstOrThrow({ where: { id: found.id, tenantId } });
    return { ...found, text };
  });
  if (!newest) return [];
  const tools = "tools" in newest ? newest.tools : remember(newest.hash, newest.text);
  return newest.operations.flatMap((name) => tools.get(name) ?? []);
}

function remember(hash: string, text: string): ReadonlyMap<string, Tool> {
  try {
    const usable = readOpenApi(text).operations.filter(({ fault }) => fault === null);
    const tools = new Map(usable.map(({ tool }) => [tool.name, tool]));
    read().set(hash, tools);
    return tools;
  } catch (cause) {
    throw misconfigured("Its OpenAPI document cannot be read any more. Import it again.", cause);
  }
}
