import { ListPageSkeleton } from "@/components/data-table";

export default function Loading() {
  return <ListPageSkeleton label="Loading notifications" />;
}
