import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="grid gap-5 px-4 pt-5 md:px-6">
      <Skeleton className="h-12 w-72" />
      <Skeleton className="h-9" />
      <Skeleton className="h-64 max-w-4xl rounded-lg" />
    </div>
  );
}
