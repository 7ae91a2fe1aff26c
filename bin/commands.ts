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
];
