import { CardSkeleton } from "@/components/approvals/card-skeleton";
import { Skeleton } from "@/components/ui/skeleton";

/** At the size that the inbox will have. */
export default function Loading() {
  return (
    <>
      <div className="px-4 pt-5 pb-4 md:px-6">
        <Skeleton className="h-6 w-40" />
        <Skeleton className="mt-2 h-4 w-72" />
      </div>
      <div className="mt-9 flex flex-wrap gap-2 border-t border-line px-4 pt-3 pb-3 md:px-6">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-8 w-20" />
      </div>
      <div
        role="status"
        aria-label="Loading approvals"
        className="grid border-t border-line lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]"
      >
        <div className="lg:border-r lg:border-line">
          {Array.from({ length: 7 }, (_, index) => (
            <div key={index} className="grid h-23 content-center gap-2 border-b border-line px-5">
              <Skeleton className="h-4 w-24" />
              <Skeleton className="h-4 w-4/5" />
              <Skeleton className="h-3 w-3/5" />
            </div>
          ))}
        </div>
        <div className="max-lg:hidden">
          <CardSkeleton />
        </div>
      </div>
    </>
  );
}
