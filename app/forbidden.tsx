import { Lock } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "@/components/empty-state";
import { Button } from "@/components/ui/button";

export const metadata = { title: "Not permitted" };

export default function Forbidden() {
  return (
    <main className="grid min-h-[70dvh] content-center">
      <EmptyState
        page
        icon={Lock}
        title="Your roles do not include this page"
        action={
          <Button asChild>
            <Link href="/approvals">Go to approvals</Link>
          </Button>
        }
      >
        An administrator of this tenant can give you a role that does.
      </EmptyState>
    </main>
  );
}
