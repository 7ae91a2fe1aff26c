import pg from "pg";
import { expect, it } from "vitest";
import { testDatabase } from "../../../tests/db";
import { pool } from "./index";

it("outlives a connection that ends while it is lent out and idle", async () => {
  const lent = await pool().connect();
  const { rows } = await lent.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const admin = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await admin.connect();
  // Nobody else listens here: an unheard error would end this process.
  const ended = new Promise<void>((resolve) => lent.once("end", resolve));
  await admin.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await ended;
  lent.release(true);
  await admin.end();
  expect((await pool().query<{ one: number }>("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
