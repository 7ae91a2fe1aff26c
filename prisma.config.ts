import { defineConfig } from "prisma/config";

/** Read by `prisma generate` only. Migrations have scripts of their own (scripts/db.ts, docs/architecture.md). */
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
});
