import type { z } from "zod";
import { deliveryFault, type Provider } from "../../credentials/schemas";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { Prisma, type Tx, type Upstream } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { canonical, sha256, type JsonObject } from "../../platform/json";
import type { CreateUpstreamInput } from "../schemas";
import { stdioServers } from "../stdio-servers";
import type { StdioServer } from "../types";
import { certificateFacts, certificateFault, keyFault, rootsFault } from "./certificate";

/** What create, update and the connection test have in common, parsed. */
export type Settings = Omit<z.output<typeof CreateUpstreamInput>, "slug">;
export type Connection = Pick<Settings, "target" | "credential" | "tls" | "limits">;

export function invalid(
  pointer: string,
  detail: string,
  code: "INVALID_INPUT" | "CONFLICT" = "INVALID_INPUT",
) {
  return new DomainError(code, detail, { faults: [{ pointer, detail }] });
}

/**
 * Certificates that can be read and have not expired, and a key that goes with them.
 * @param storedKey the key that is kept where none is given; null: there is none
 * @throws DomainError INVALID_INPUT
 */
export function assertTls({ tls, target }: Connection, storedKey: string | null, now = new Date()): void {
  const { ca, certificate, key } = tls;
  if ((ca || certificate || key) && target.kind !== "mcp_http" && target.kind !== "http")
    throw invalid("/tls", "Only what is reached over the network has certificates.");
  const refuse = (pointer: string, detail: string | null) => {
    if (detail !== null) throw invalid(pointer, detail);
  };
  if (ca !== null) refuse("/tls/ca", rootsFault(ca, now));
  if (certificate === null)
    return refuse("/tls/key", key ? "A key needs the certificate that it is for." : null);
  refuse("/tls/certificate", certificateFault(certificate, now));
  const used = key === undefined ? storedKey : key;
  if (used === null) throw invalid("/tls/key", "A client certificate needs its private key.");
  refuse("/tls/key", keyFault(certificate, used));
}

/**
 * A credential of this tenant that can be handed over in this way.
 * @param elsewhere it would be sent where it was not sent before: that takes who may manage credentials
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function assertCredential(
  tx: Tx,
  ctx: Ctx,
  { target, credential }: Connection,
  elsewhere: boolean,
): Promise<{ id: string; version: number; disabled: boolean } | null> {
  if (credential === null) return null;
  if (elsewhere) requirePermission(ctx, "credentials.manage");
  const { id, use } = credential;
  const found = await tx.credential.findFirst({ where: { id, tenantId: ctx.tenantId } });
  if (!found) throw invalid("/credential/id", "There is no such credential.");
  const provider = found.provider as Provider; // safe because of CHECK provider_known
  const fault = deliveryFault(provider, use.deliver, target.kind) ?? variableFault(target, use.deliver);
  if (fault !== null) throw invalid("/credential/use/deliver", fault);
  return { id, version: found.version, disabled: found.disabledAt !== null };
}

type Deliver = NonNullable<Settings["credential"]>["use"]["deliver"];

/** Which variables a program may be given is the operator's to say. */
function variableFault(target: Settings["target"], deliver: Deliver): string | null {
  if (target.kind !== "mcp_stdio" || deliver.as !== "env") return null;
  const permitted = serverOf(target.config.server)?.env ?? [];
  const other = Object.keys(deliver.names).find((name) => !permitted.includes(name));
  if (other === undefined) return null;
  const choice = permitted.length > 0 ? `It takes ${permitted.join(", ")}.` : "It takes none.";
  return `A credential may not set ${other} for this program. ${choice}`;
}

/** @throws DomainError INVALID_INPUT for a program that the operator does not offer; UPSTREAM_UNAVAILABLE */
export function assertProgram({ target }: Pick<Connection, "target">): void {
  if (target.kind !== "mcp_stdio" || serverOf(target.config.server)) return;
  throw invalid("/target/config/server", "The operator of this installation offers no such program.");
}

/** @throws DomainError UPSTREAM_UNAVAILABLE naming what is wrong with the operator's list */
function serverOf(id: string): StdioServer | undefined {
  const { servers, fault } = stdioServers();
  if (fault !== null) throw new DomainError("UPSTREAM_UNAVAILABLE", fault);
  return servers.find((server) => server.id === id);
}

/** The columns of a row, except for its slug. */
export function columnsOf({ name, description, target, limits, credential, tls }: Settings) {
  const { ca, certificate } = tls;
  return {
    name,
    description,
    kind: target.kind,
    config: plain(target.config),
    limits: plain(limits),
    credentialId: credential?.id ?? null,
    credentialUse: credential ? plain(credential.use) : Prisma.DbNull,
    tls: ca === null && certificate === null ? Prisma.DbNull : { ca, certificate },
  };
}

/** Parsed settings as JSON: members that are set to nothing are absent. */
export function plain(value: object): JsonObject {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members) as JsonObject; // safe because Zod let in JSON only
}

/** What the audit log keeps of settings. Certificates by fingerprint; keys and credentials only as that they are. */
export function auditFacts(row: AuditedRow): JsonObject {
  const { name, description, kind, config, limits, credentialId, credentialUse } = row;
  const { ca = null, certificate = null } = (row.tls ?? {}) as TlsColumn; // safe because columnsOf wrote it
  return {
    ...{ name, description, kind, credentialId },
    config: config as JsonObject, // safe: objects, by our schemas
    limits: limits as JsonObject,
    credentialUse: credentialUse as JsonObject | null,
    ca: ca && sha256(ca),
    certificate: certificate && (certificateFacts(certificate)?.fingerprint256 ?? sha256(certificate)),
  };
}

export type TlsColumn = { ca?: string | null; certificate?: string | null };
type AuditedRow = Pick<
  Upstream,
  "name" | "description" | "kind" | "config" | "limits" | "credentialId" | "credentialUse" | "tls"
>;

/** Only what differs. */
export function changes(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const changed = Object.keys(after).filter(
    (key) => canonical(before[key] ?? null) !== canonical(after[key] ?? null),
  );
  const only = (of: JsonObject) => Object.fromEntries(changed.map((key) => [key, of[key] ?? null]));
  return { before: only(before), after: only(after) };
}

/** Where a credential goes: another place is another reader. */
export function addressOf(kind: string, config: JsonObject): string {
  return canonical([
    kind,
    config.url ?? config.baseUrl ?? config.server ?? config.command ?? null,
    config.args ?? null,
  ]);
}
