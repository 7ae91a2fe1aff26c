import { factsOf, loadDirectory, whoCanDecide } from "../../approvals";
import type { Tx } from "../../platform/db";
import type { Notice } from "../types";

/** More than read such a mail; a chain that names all of a large tenant is a mailing list. */
const MOST = 50;

/** The addresses of those who can decide a request now and are not away. The same function that lets them decide. */
export async function deciders(tx: Tx, tenantId: string, { subjectId }: Notice): Promise<string[]> {
  const approval = await tx.approval.findFirst({
    where: { tenantId, id: subjectId },
    include: { votes: { orderBy: { id: "asc" } } },
  });
  if (!approval) return [];
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const directory = await loadDirectory(tx, tenantId);
  const people = whoCanDecide(factsOf(approval), directory, clock?.now ?? new Date());
  const ids = people.filter(({ away }) => !away).map(({ userId }) => userId);
  const users = await tx.user.findMany({
    where: { id: { in: ids }, disabledAt: null },
    select: { email: true },
    orderBy: { id: "asc" },
    take: MOST,
  });
  return users.map(({ email }) => email);
}
