import { Skeleton } from "@/components/ui/skeleton";

/** At the sizes that the page will have. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading the overview">
      <div className="px-4 pt-5 pb-4 md:px-6">
        <Skeleton className="h-6 w-32" />
        <Skeleton className="mt-2 h-4 w-80 max-w-full" />
      </div>
      <div className="grid gap-5 px-4 pb-8 md:px-6">
        <div className="grid items-start gap-4 lg2:grid-cols-2 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)]">
          <Skeleton className="h-24 rounded-lg" />
          <Skeleton className="h-24 rounded-lg" />
          <Skeleton className="h-54 rounded-lg lg2:max-xl:col-span-2" />
        </div>
        <div className="grid gap-4 lg2:grid-cols-2">
          <Skeleton className="h-72 rounded-lg" />
          <Skeleton className="h-72 rounded-lg" />
        </div>
        <div className="grid gap-4 lg2:grid-cols-3">
          <Skeleton className="h-64 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </div>
    </div>
  );
}
