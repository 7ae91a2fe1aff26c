import { withTenant, type Prisma, type UpstreamHealth } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { createTenant } from "./factories";

export type HealthWorld = Awaited<ReturnType<typeof healthWorld>>;

/** A tenant that may reach this machine, for tests of how its upstreams are. */
export async function healthWorld() {
  const tenant = await createTenant();
  const rule = { id: newId(), tenantId: tenant.id, cidr: "127.0.0.0/8" };
  await withTenant(tenant.id, (tx) => tx.networkRule.createMany({ data: rule }));

  async function add(
    kind: string,
    config: object,
    more: Partial<Prisma.UpstreamCreateManyInput> = {},
  ): Promise<string> {
    const id = newId();
    const slug = `u-${id.slice(-8)}`;
    const data = {
      id,
      tenantId: tenant.id,
      slug,
      name: slug,
      kind,
      config: config as Prisma.InputJsonObject,
    };
    await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data: { ...data, ...more } }));
    return id;
  }

  const healthOf = (id: string): Promise<UpstreamHealth> =>
    withTenant(tenant.id, (tx) => tx.upstreamHealth.findUniqueOrThrow({ where: { upstreamId: id } }));

  return { tenant, add, healthOf };
}
