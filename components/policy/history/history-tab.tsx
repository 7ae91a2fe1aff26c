import type { Revision } from "@/lib/revisions/types";

export function HistoryTab({ revision }: { revision: Revision }) {
  return <p>Revision {revision.number}</p>;
}
