import { z } from "zod";
import { Id } from "../../calls/schemas";
import { ChainName, ChainSpec, RISKS } from "../schemas";

/** A chain as its editor takes it: also no name twice, or its history could not tell which is meant. */
export const EditedSpec = ChainSpec.superRefine((spec, context) => {
  for (const issue of repeatedNames(spec)) context.addIssue({ code: "custom", ...issue });
});

function repeatedNames(spec: z.infer<typeof ChainSpec>): { path: PropertyKey[]; message: string }[] {
  const again = (names: readonly string[], at: (n: number) => PropertyKey[]) =>
    names.flatMap((name, n) =>
      names.indexOf(name) < n ? [{ path: at(n), message: "is the name of another one already" }] : [],
    );
  return [
    ...again(
      spec.steps.map(({ name }) => name),
      (n) => ["steps", n, "name"],
    ),
    ...spec.steps.flatMap(({ groups }, s) =>
      again(
        groups.map(({ name }) => name),
        (n) => ["steps", s, "groups", n, "name"],
      ),
    ),
  ];
}

export const SaveChainInput = z.strictObject({
  // Its address is that of the page that makes chains.
  name: ChainName.refine((name) => name !== "new", "is not free: choose another name"),
  spec: EditedSpec,
  /** Why, for whoever reads its history. */
  note: z.string().trim().max(300, "must have at most 300 characters").default(""),
  /** The version that was edited; 0 for a chain that is not there yet. */
  baseVersion: z.number().int().min(0),
});
export type SaveChainInput = z.input<typeof SaveChainInput>;

export const TryChainInput = z.strictObject({
  spec: EditedSpec,
  riskLevel: z.enum(RISKS).default("MEDIUM"),
  /** Whose people must not decide; none: nobody's. */
  agentId: Id.optional(),
});
export type TryChainInput = z.input<typeof TryChainInput>;
