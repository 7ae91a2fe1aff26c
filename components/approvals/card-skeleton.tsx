import { Skeleton } from "../ui/skeleton";

export function CardSkeleton() {
  return (
    <div role="status" aria-label="Loading the request" className="grid gap-4 px-4 py-5 md:px-6">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-8 w-4/5" />
      <Skeleton className="h-56 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}
