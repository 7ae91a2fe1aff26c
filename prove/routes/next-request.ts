import type { Role } from "../../lib/platform/ctx";
import { createUser, type TestUser } from "../../tests/factories";
import { Tally, type Check } from "../suite";
import { send } from "./http";
import type { World } from "./world";
import { sessionOf } from "./world/people";

/** What happens to a person while they are signed in. */
type Change = {
  name: string;
  sql: string;
  values: (person: TestUser, tenantId: string) => unknown[];
  refused: number;
};

const CHANGES: readonly Change[] = [
  {
    name: "lost the role",
    sql: "update memberships set roles = '{viewer}' where user_id = $1 and tenant_id = $2",
    values: ({ id }, tenantId) => [id, tenantId],
    refused: 403,
  },
  {
    name: "is no member any more",
    sql: "delete from memberships where user_id = $1 and tenant_id = $2",
    values: ({ id }, tenantId) => [id, tenantId],
    refused: 401,
  },
  {
    name: "was signed out everywhere",
    sql: "update users set session_version = session_version + 1 where id = $1",
    values: ({ id }) => [id],
    refused: 401,
  },
  {
    name: "was disabled",
    sql: "update users set disabled_at = now() where id = $1",
    values: ({ id }) => [id],
    refused: 401,
  },
];

/** The role that is lost. */
const ROLE: Role = "admin";

/** Signed in, allowed once, then changed: the next request is refused, not a later one. */
export async function nextRequest(world: World, base: string, trials: number): Promise<Check> {
  const { stack, stranger, database } = world;
  const tally = new Tally("What ends a person's rights ends them at their very next request", "T10");
  for (let n = 0; n < trials; n++) {
    const change = CHANGES[n % CHANGES.length]!;
    const person = await createUser(stranger.id, [ROLE]);
    const cookie = await sessionOf(person.id, 1, stack.secrets.auth);
    const ask = () => send(base, asking(cookie, base));
    const before = await ask();
    await database.query(change.sql, change.values(person, stranger.id));
    const after = await ask();
    const held = before.status === 200 && after.status === change.refused;
    tally.add(!held && `${person.id} ${change.name}: ${before.status}, then ${after.status}`);
  }
  return tally.check;
}

/** Reads a document of an API: for administrators, and nothing is stored. */
function asking(cookie: string, origin: string) {
  const document = { openapi: "3.1.0", info: { title: "None", version: "1" }, paths: {} };
  return {
    ...{ method: "POST", path: "/api/console/upstreams/openapi/preview" },
    headers: { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" },
    body: JSON.stringify({ source: { from: "text", text: JSON.stringify(document) } }),
  };
}
