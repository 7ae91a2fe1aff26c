import type { Route } from "next";
import { CopyId } from "../../ui/copy-id";
import { Link } from "../../ui/link";

/** What a button has just done, with the record of it. */
export function Receipt({ children, auditId }: { children: string; auditId: string }) {
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span className="font-medium">{children}</span>
      <span className="flex items-center gap-1.5 text-ink-3">
        Recorded as{" "}
        <Link
          href={`/audit?open=${auditId}` as Route} // our own page
          className="rounded-xs underline underline-offset-2 hover:text-ink"
        >
          audit record
        </Link>
        <CopyId id={auditId} what="id of the audit record" />
      </span>
    </p>
  );
}
