import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setEnv } from "../env/process";
import { newId } from "../ids";
import { closeDatabase, isUnavailable, pool, withTenant } from "./index";

/** What a server says to whoever connects: `S` severity, `C` SQLSTATE, `M` message (PostgreSQL's protocol, ErrorResponse). */
function refusal(state: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

let server: Server;
/** Null: the connection is reset instead. */
let answer: Buffer | null;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => (answer ? socket.end(answer) : socket.resetAndDestroy()));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  setEnv({ DATABASE_URL: `postgresql://nobody:x@127.0.0.1:${port}/none`, LOG_LEVEL: "silent" });
});
afterAll(async () => {
  await closeDatabase();
  server.close();
});

describe("a database that takes connections and lets nobody in", () => {
  it.each([
    ["57P03", "the database system is starting up"],
    ["57P03", "the database system is in recovery mode"],
    ["57P01", "terminating connection due to administrator command"],
    ["57P02", "terminating connection because of crash of another server process"],
    ["53300", "sorry, too many clients already"],
    ["53100", "could not extend file: No space left on device"],
    ["57014", "canceling statement due to statement timeout"],
    ["25006", "cannot execute INSERT in a read-only transaction"],
  ])("is unavailable, whoever asks it (%s: %s)", async (state, message) => {
    answer = refusal(state, message);
    const asked = withTenant(newId(), (tx) => tx.tenant.findMany());
    await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE", status: 503 });
    const error: unknown = await pool()
      .query("select 1")
      .catch((it: unknown) => it);
    expect(isUnavailable(error)).toBe(true);
  });

  it("is unavailable where connections are reset, of which Prisma keeps no code", async () => {
    answer = null;
    const asked = withTenant(newId(), (tx) => tx.tenant.findMany());
    await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE" });
    for (const kind of ["ConnectionClosed", "SocketTimeout", "DatabaseNotReachable"])
      expect(isUnavailable(new Error("DriverAdapterError", { cause: { kind } })), kind).toBe(true);
    expect(
      isUnavailable(new Error("DriverAdapterError", { cause: { kind: "UniqueConstraintViolation" } })),
    ).toBe(false);
  });

  it("is not unavailable where it has an answer that is no", async () => {
    answer = refusal("28P01", "password authentication failed");
    const error: unknown = await withTenant(newId(), (tx) => tx.tenant.findMany()).catch((it: unknown) => it);
    expect(isUnavailable(error)).toBe(false);
    expect(error).not.toMatchObject({ code: "UNAVAILABLE" });
  });
});

it("is let go of once, however often that is asked for", async () => {
  await closeDatabase();
  await expect(closeDatabase()).resolves.toBe(undefined);
});
