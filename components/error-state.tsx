import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CopyId } from "./ui/copy-id";

type ErrorStateProps = {
  title?: string;
  /** What failed and what to do, in one sentence. Never a raw error. */
  children: ReactNode;
  /** Finds the log lines of the failure. */
  requestId?: string | undefined;
  action?: ReactNode;
};

export function ErrorState({
  title = "This could not be loaded",
  children,
  requestId,
  action,
}: ErrorStateProps) {
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-center gap-1 px-6 py-16 text-center">
      <span className="mb-2 grid size-10 place-items-center rounded-lg bg-deny-soft text-deny">
        <TriangleAlert aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="text-sm text-pretty text-ink-2">{children}</div>
      {requestId && (
        <p className="mt-1 flex items-center gap-1.5 text-xs text-ink-3">
          Reference <CopyId id={requestId} what="reference" />
        </p>
      )}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
