import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading your account" className="grid max-w-3xl gap-5 px-4 pt-5 md:px-6">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="h-44" />
      <Skeleton className="h-36" />
      <Skeleton className="h-36" />
    </div>
  );
}
