import { SearchX } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/empty-state";
import { Button } from "@/components/ui/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-[70dvh] content-center">
      <EmptyState
        page
        icon={SearchX}
        title="There is nothing here"
        action={
          <Button asChild>
            <Link href="/approvals">Go to approvals</Link>
          </Button>
        }
      >
        The address is wrong, or it leads to something in a tenant you are not looking at.
      </EmptyState>
    </main>
  );
}
