import { CircleAlert, TriangleAlert } from "lucide-react";

/** Why a chain cannot be fulfilled, and what could go wrong with it. */
export function Notes({ problems, warnings }: { problems: readonly string[]; warnings: readonly string[] }) {
  if (problems.length + warnings.length === 0) return null;
  return (
    <ul className="grid gap-2 text-sm">
      {problems.map((problem) => (
        <li key={problem} className="flex items-start gap-2 rounded-md bg-deny-soft px-3 py-2 text-deny">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{problem}</span>
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={warning} className="flex items-start gap-2 rounded-md bg-hold-soft px-3 py-2 text-hold">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{warning}</span>
        </li>
      ))}
    </ul>
  );
}
