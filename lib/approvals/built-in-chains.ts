import { ChainSpec, type DECIDING_ROLES } from "./schemas";

/** What everybody has without writing a chain: one step, one role. Their names are not free for a tenant's own. */
export const BUILT_IN_CHAINS: Readonly<Record<string, ChainSpec>> = {
  reviewer: oneStep("Reviewers", "reviewer", 1),
  admin: oneStep("Admins", "admin", 1),
  "two-reviewers": oneStep("Reviewers", "reviewer", 2),
  "two-admins": oneStep("Admins", "admin", 2),
};

function oneStep(name: string, role: (typeof DECIDING_ROLES)[number], quorum: number): ChainSpec {
  return ChainSpec.parse({
    steps: [{ name: "Decision", groups: [{ name, members: { kind: "role", role }, quorum }] }],
  });
}
