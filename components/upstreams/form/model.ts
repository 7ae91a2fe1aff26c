import type { Provider } from "@/lib/credentials/schemas";
import { CredentialUse } from "@/lib/credentials/schemas";
import { CreateUpstreamInput, UpstreamLimits, UpstreamTarget } from "@/lib/upstreams/schemas";
import type { UpstreamDetail, UpstreamKind } from "@/lib/upstreams/types";

export type Deliver = CredentialUse["deliver"]["as"];
export type EnvPart = Extract<CredentialUse["deliver"], { as: "env" }>["names"][string];
export type LimitName = keyof UpstreamLimits;

/** An upstream as it is being typed: everything is text, so that nothing is lost before it is right. */
export type UpstreamForm = {
  kind: UpstreamKind;
  slug: string;
  name: string;
  description: string;
  address: string;
  server: string;
  suite: string;
  passThrough: boolean;
  /** Empty: none. */
  credentialId: string;
  deliver: Deliver;
  header: { name: string; prefix: string };
  username: string;
  env: { name: string; part: EnvPart }[];
  aws: { service: string; region: string };
  per: "session" | "call";
  scope: string;
  ttl: string;
  ca: string;
  certificate: string;
  /** Kept: as it is on the server, where only the server can read it. */
  key: { kind: "keep" } | { kind: "none" } | { kind: "set"; text: string };
  limits: Record<LimitName, string>;
};

const NO_LIMITS: UpstreamForm["limits"] = {
  concurrency: "",
  queue: "",
  breakerFailures: "",
  breakerSeconds: "",
  maxAnswerKb: "",
  memoryMb: "",
};

export const EMPTY_FORM: UpstreamForm = {
  kind: "mcp_http",
  slug: "",
  name: "",
  description: "",
  address: "",
  server: "",
  suite: "project",
  passThrough: false,
  credentialId: "",
  deliver: "bearer",
  header: { name: "", prefix: "" },
  username: "",
  env: [{ name: "", part: "value" }],
  aws: { service: "", region: "" },
  per: "session",
  scope: "",
  ttl: "900",
  ca: "",
  certificate: "",
  key: { kind: "keep" },
  limits: NO_LIMITS,
};

/** In which ways a credential can be handed to an upstream of a kind; the first is the usual one. */
export function deliveriesFor(provider: Provider, kind: UpstreamKind): Deliver[] {
  if (kind === "builtin") return [];
  if (kind === "mcp_stdio") return ["env"];
  return provider === "aws_sts" ? ["aws_sigv4"] : ["bearer", "header", "basic"];
}

/** Which parts of what was issued a program's variables may be set to. */
export function partsFor(provider: Provider): EnvPart[] {
  return provider === "aws_sts" ? ["accessKeyId", "secretAccessKey", "sessionToken", "region"] : ["value"];
}

/** Which limits mean something for a kind. */
export function limitsFor(kind: UpstreamKind): LimitName[] {
  const common: LimitName[] = ["concurrency", "queue", "breakerFailures", "breakerSeconds"];
  if (kind === "builtin") return ["concurrency", "queue"];
  return kind === "mcp_stdio" ? [...common, "maxAnswerKb", "memoryMb"] : [...common, "maxAnswerKb"];
}

export const usesTls = (kind: UpstreamKind): boolean => kind === "mcp_http" || kind === "http";

/** What is sent: numbers that are none stay so, and are refused beside their field. */
export function settingsOf(form: UpstreamForm) {
  return {
    name: form.name,
    description: form.description,
    target: targetOf(form),
    limits: Object.fromEntries(
      limitsFor(form.kind).flatMap((name) =>
        form.limits[name].trim() === "" ? [] : [[name, Number(form.limits[name])]],
      ),
    ) as UpstreamLimits,
    credential:
      form.credentialId === "" || form.kind === "builtin"
        ? null
        : { id: form.credentialId, use: handingOver(form) },
    tls: usesTls(form.kind) ? tlsOf(form) : { ca: null, certificate: null },
  };
}

export function targetOf(form: UpstreamForm): UpstreamTarget {
  const passThrough = form.passThrough ? { passThrough: true } : {};
  switch (form.kind) {
    case "mcp_http":
      return { kind: "mcp_http", config: { url: form.address.trim(), ...passThrough } };
    case "mcp_stdio":
      return { kind: "mcp_stdio", config: { server: form.server, ...passThrough } };
    case "http":
      return { kind: "http", config: { baseUrl: form.address.trim() } };
    case "builtin":
      return { kind: "builtin", config: { suite: form.suite === "document" ? "document" : "project" } };
  }
}

function handingOver(form: UpstreamForm): CredentialUse {
  return {
    deliver: deliverOf(form),
    per: form.per,
    scope: form.scope,
    ttlSeconds: form.ttl.trim() === "" ? NaN : Number(form.ttl),
  };
}

function deliverOf(form: UpstreamForm): CredentialUse["deliver"] {
  switch (form.deliver) {
    case "bearer":
      return { as: "bearer" };
    case "header":
      return { as: "header", ...form.header };
    case "basic":
      return { as: "basic", username: form.username };
    case "env":
      return { as: "env", names: Object.fromEntries(form.env.map(({ name, part }) => [name, part])) };
    case "aws_sigv4":
      return { as: "aws_sigv4", ...form.aws };
  }
}

function tlsOf(form: UpstreamForm) {
  const { key } = form;
  return {
    ca: form.ca.trim() === "" ? null : form.ca,
    certificate: form.certificate.trim() === "" ? null : form.certificate,
    ...(key.kind === "set" && key.text.trim() !== "" && { key: key.text }),
    ...(key.kind === "none" && { key: null }),
  };
}

/**
 * What is wrong with a form, by field (`target.config.url`), in the server's own words: the schema is the same.
 * Faults that only the server can know (a name that is taken) come with its refusal.
 */
export function faultsOf(form: UpstreamForm): Record<string, string> {
  const parsed = CreateUpstreamInput.safeParse({ slug: form.slug.trim(), ...settingsOf(form) });
  if (parsed.success) return {};
  const faults = [...parsed.error.issues].reverse();
  return Object.fromEntries(faults.map((issue) => [issue.path.join("."), issue.message]));
}

/** Of the faults those that keep a connection from being tried: a name has nothing to do with it. */
export function connectionFaults(faults: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).filter(([field]) => !["slug", "name", "description"].includes(field)),
  );
}

/** A name made fit to be a slug, as somebody types it. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, "-")
    .replace(/\.+/g, ".")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 64);
}

/**
 * The form of an upstream that is there; null where its target was not made in a form (the installation's own
 * programs), so that a form could not say it again.
 */
export function formOf(detail: UpstreamDetail): UpstreamForm | null {
  const target = UpstreamTarget.safeParse({ kind: detail.kind, config: detail.config });
  if (!target.success) return null;
  const limits = UpstreamLimits.safeParse(detail.limits);
  const use = CredentialUse.safeParse(detail.credentialUse);
  return {
    ...EMPTY_FORM,
    slug: detail.slug,
    name: detail.name,
    description: detail.description,
    ...fieldsOfTarget(target.data),
    ...(detail.credential && { credentialId: detail.credential.id }),
    ...(use.success && fieldsOfUse(use.data)),
    ca: detail.tls.ca ?? "",
    certificate: detail.tls.certificate?.pem ?? "",
    limits: {
      ...NO_LIMITS,
      ...Object.fromEntries(
        Object.entries(limits.success ? limits.data : {}).map(([name, value]) => [name, String(value)]),
      ),
    },
  };
}

function fieldsOfTarget(target: UpstreamTarget): Partial<UpstreamForm> {
  switch (target.kind) {
    case "mcp_http":
      return {
        kind: "mcp_http",
        address: target.config.url,
        passThrough: target.config.passThrough === true,
      };
    case "mcp_stdio":
      return {
        kind: "mcp_stdio",
        server: target.config.server,
        passThrough: target.config.passThrough === true,
      };
    case "http":
      return { kind: "http", address: target.config.baseUrl };
    case "builtin":
      return { kind: "builtin", suite: target.config.suite };
  }
}

function fieldsOfUse(use: CredentialUse): Partial<UpstreamForm> {
  const { deliver } = use;
  return {
    deliver: deliver.as,
    ...(deliver.as === "header" && { header: { name: deliver.name, prefix: deliver.prefix } }),
    ...(deliver.as === "basic" && { username: deliver.username }),
    ...(deliver.as === "env" && {
      env: Object.entries(deliver.names).map(([name, part]) => ({ name, part })),
    }),
    ...(deliver.as === "aws_sigv4" && { aws: { service: deliver.service, region: deliver.region } }),
    per: use.per,
    scope: use.scope,
    ttl: String(use.ttlSeconds),
  };
}
