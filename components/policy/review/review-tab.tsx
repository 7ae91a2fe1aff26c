import type { Revision } from "@/lib/revisions/types";

export function ReviewTab({ revision }: { revision: Revision }) {
  return <p>Revision {revision.number}</p>;
}
