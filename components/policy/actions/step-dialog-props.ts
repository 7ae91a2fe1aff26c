import type { Convergence, Revision } from "@/lib/revisions/types";

export type StepDialogProps = {
  revision: Revision;
  convergence: readonly Convergence[];
  onClose: () => void;
};
