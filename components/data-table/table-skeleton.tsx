import { Skeleton } from "../ui/skeleton";

/** Stands for a table while it loads, at the size it will have. */
export function TableSkeleton({ label, rows = 12 }: { label: string; rows?: number }) {
  return (
    <div role="status" aria-label={label} className="border-y border-line bg-surface">
      <div className="h-8 border-b border-line" />
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className="flex h-(--row-h) items-center gap-6 border-b border-line px-4 last:border-b-0 md:px-6"
        >
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3.5 w-1/5" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}

/** A page header and a table, for loading.tsx. */
export function ListPageSkeleton({ label }: { label: string }) {
  return (
    <>
      <div className="px-4 pt-5 pb-4 md:px-6">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="mt-2 h-4 w-72" />
      </div>
      <div className="flex gap-2 px-4 pb-3 md:px-6">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-8 w-20" />
      </div>
      <TableSkeleton label={label} />
    </>
  );
}
