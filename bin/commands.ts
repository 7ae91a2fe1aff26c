export type Command = {
  /** The words that call it. */
  name: string;
  usage: string;
  /** Loads only what this command needs: a policy is checked without a database. */
  load: () => Promise<(argv: readonly string[]) => Promise<number>>;
};

/** What `npx agentgate` can do. A new command is one line here and one file in scripts/. */
export const COMMANDS: readonly Command[] = [
  {
    name: "policy check",
    usage: `npx agentgate policy check FILE [--tests FILE] [--catalog FILE] [--format text|json|sarif] [--coverage 90]
  Puts a policy through all quality gates. Its tests are FILE with .tests.yaml for .yaml, unless named.
  Exit code: 0 where it may be published, 1 where a gate fails, 2 where the command can't run.`,
    load: async () => (await import("../scripts/policy-cli")).policyCheck,
  },
  {
    name: "policy catalog",
    usage: `npx agentgate policy catalog [--tenant SLUG]
  Prints the agents and tools a tenant's policies meet, for policy check --catalog.`,
    load: async () => (await import("../scripts/cli/policy-catalog")).policyCatalog,
  },
  {
    name: "user add",
    usage: `npx agentgate user add EMAIL --name NAME --roles ROLE,… [--tenant SLUG]
  Makes a person a member of a tenant and prints a one-time password.`,
    load: async () => (await import("../scripts/cli/user-add")).userAdd,
  },
  {
    name: "agent add",
    usage: `npx agentgate agent add NAME [--environment preview|staging|production] [--tenant SLUG]
  Registers an agent and prints its API key.`,
    load: async () => (await import("../scripts/cli/agent")).agentAdd,
  },
  {
    name: "agent move",
    usage: `npx agentgate agent move NAME --environment preview|staging|production [--tenant SLUG]
  Gives an agent to another environment: the policy deployed there decides its calls.`,
    load: async () => (await import("../scripts/cli/agent")).agentMove,
  },
  {
    name: "stop",
    usage: `npx agentgate stop global|tenant|agent NAME|upstream SLUG|capability NAME|session ID --reason TEXT
    [--for 30m] [--cancel] [--tenant SLUG]
  Sets a kill switch in the database, without the console, and waits until every gateway goes by it. --cancel ends calls
  that have begun. Exit code: 0 only where it is enforced everywhere.
npx agentgate stop --local [--reason TEXT] | --local --off
  Without the database: leaves a signed file that stops every call on this machine, or takes it away.`,
    load: async () => (await import("../scripts/cli/stop")).stop,
  },
  {
    name: "stops",
    usage: `npx agentgate stops [--tenant SLUG]
  Lists what is stopped now.`,
    load: async () => (await import("../scripts/cli/stops")).stops,
  },
  {
    name: "resume",
    usage: `npx agentgate resume ID --reason TEXT [--tenant SLUG]
  Lifts the stop of an agent, an upstream, a capability or a session. A tenant, or everything, takes two people, in the console.`,
    load: async () => (await import("../scripts/cli/stops")).resume,
  },
  {
    name: "vault rotate",
    usage: `npx agentgate vault rotate
  Encrypts the secrets of all tenants under the first key of AGENTGATE_VAULT_KEYS.
  Exit code: 0 where the other keys can be taken away, 1 where something can't be read.`,
    load: async () => (await import("../scripts/cli/vault-rotate")).vaultRotate,
  },
  {
    name: "incident verify",
    usage: `npx agentgate incident verify FILE [--key BASE64]
  Says whether an exported incident report (JSON) is exactly what was signed. Needs no database and no network.
  The keys that count are AGENTGATE_POLICY_TRUSTED_KEYS, or those named here.
  Exit code: 0 where it verifies, 1 where it does not, 2 where the command can't run.`,
    load: async () => (await import("../scripts/cli/incident-verify")).incidentVerify,
  },
  {
    name: "audit verify",
    usage: `npx agentgate audit verify [--tenant SLUG] [--against FILE]
  Says whether the audit log is what was written: every record, its seal and every checkpoint, of one tenant or of all.
  --against: and whether it begins with what it was at this checkpoint, which finds what was cut off or replaced.
  Exit code: 0 where it verifies, 1 where it does not, 2 where the command can't run.`,
    load: async () => (await import("../scripts/cli/audit")).auditVerify,
  },
  {
    name: "audit checkpoint",
    usage: `npx agentgate audit checkpoint [--tenant SLUG]
  Prints what the audit log is now (C2SP tlog-checkpoint, unsigned): keep it where the database's owner can't reach.`,
    load: async () => (await import("../scripts/cli/audit")).auditCheckpoint,
  },
];
