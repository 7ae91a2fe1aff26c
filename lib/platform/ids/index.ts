import { v7 } from "uuid";

/** A new UUIDv7 (RFC 9562): its first 48 bits are the time in milliseconds, so ids sort by creation. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID of any version, the only spelling we accept. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The smallest UUID whose time is `ms` (Unix milliseconds): the bound of a range of UUIDv7 ids. */
export function idFloor(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The creation time (Unix milliseconds) that a UUIDv7 carries. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
