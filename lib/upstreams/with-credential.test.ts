import { beforeEach, expect, test, vi } from "vitest";
import { upstreamRef } from "@/tests/upstream-peers";
import type { UpstreamRef } from "./types";
import { withCredential } from "./with-credential";

const release = vi.hoisted(() => vi.fn(() => Promise.resolve()));
const issueCredential = vi.hoisted(() =>
  vi.fn(() => Promise.resolve({ material: { secrets: ["s"], expiresAt: null }, release })),
);
vi.mock("../credentials", () => ({ issueCredential }));

beforeEach(() => vi.clearAllMocks());

const { signal } = new AbortController();
const occasion = { sessionId: "session", decisionId: "decision", tool: "read", signal };
const opened = (more: object = {}): UpstreamRef => ({
  ...upstreamRef("mcp_http", { url: "https://example.org/mcp" }),
  credential: { id: "c", version: 1, disabled: false, use: { deliver: { as: "bearer" } }, ...more },
});

test("work gets what was issued for exactly this occasion, and it is let go of", async () => {
  const upstream = opened();
  const work = vi.fn(() => Promise.resolve("done"));
  expect(await withCredential(upstream, occasion, work)).toBe("done");
  expect(work).toHaveBeenCalledWith({ secrets: ["s"], expiresAt: null });
  const use = { deliver: { as: "bearer" }, per: "session", scope: "", ttlSeconds: 900 };
  const { tenantId, id: upstreamId } = upstream;
  expect(issueCredential).toHaveBeenCalledWith({
    tenantId,
    upstreamId,
    credentialId: "c",
    version: 1,
    use,
    ...occasion,
  });
  expect(release).toHaveBeenCalledOnce();
});

test("it is let go of when the work fails, and failing to let go hides nothing", async () => {
  release.mockRejectedValueOnce(new Error("the issuer is away"));
  const work = () => Promise.reject(new Error("the work failed"));
  await expect(withCredential(opened(), occasion, work)).rejects.toThrow("the work failed");
  expect(release).toHaveBeenCalledOnce();
});

test("where nothing is needed, nothing is issued", async () => {
  const upstream = upstreamRef("mcp_http", { url: "https://example.org/mcp" });
  expect(await withCredential(upstream, occasion, (material) => Promise.resolve(material))).toBeNull();
  expect(issueCredential).not.toHaveBeenCalled();
});

test.each([
  ["a disabled credential", { disabled: true }, /disabled/],
  ["a use that makes no sense", { use: { deliver: { as: "pigeon" } } }, /makes no sense/],
])("with %s the work is not begun", async (_, more, message) => {
  const work = vi.fn();
  const upstream = opened(more);
  await expect(withCredential(upstream, occasion, work)).rejects.toMatchObject({
    code: "CREDENTIAL_UNAVAILABLE",
    message: expect.stringMatching(message) as string,
  });
  expect(work).not.toHaveBeenCalled();
  expect(issueCredential).not.toHaveBeenCalled();
});
