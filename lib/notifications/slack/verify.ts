import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How far a callback's time may be from ours, in either direction. */
const SKEW_SECONDS = 5 * 60;

/** Slack's signature, version 0: HMAC-SHA256 over the time and the body as it came. */
export function slackSignature(secret: string, timestamp: string, rawBody: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${rawBody}`).digest("hex")}`;
}

/** Whether a time that Slack wrote is one of these minutes: asked before anything is read or computed. */
export function isTimely(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) <= SKEW_SECONDS;
}

/** In constant time. */
export function isSigned(secret: string, timestamp: string, rawBody: string, given: string): boolean {
  const expected = Buffer.from(slackSignature(secret, timestamp, rawBody));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** What is kept of something that counts once: it tells nobody what it was. */
export function onceHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
