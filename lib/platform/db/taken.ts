import { causes } from "./causes";

/** SQLSTATE unique_violation, and what Prisma makes of it. */
const TAKEN = ["23505", "P2002"];

/** True where a row was refused because there is one like it already. */
export function isTaken(error: unknown): boolean {
  for (const { codes, kind } of causes(error))
    if (kind === "UniqueConstraintViolation" || codes.some((code) => TAKEN.includes(code))) return true;
  return false;
}
