import { Lock, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../empty-state";
import { Button } from "../ui/button";
import { Link } from "../ui/link";

/** What stands in place of a page that is not there. */
export function NotFoundPage() {
  return (
    <Whole>
      <EmptyState page icon={SearchX} title="There is nothing here" action={<ToApprovals />}>
        The address is wrong, or it leads to something in a tenant you are not looking at.
      </EmptyState>
    </Whole>
  );
}

/** What stands in place of a page the person's roles do not include. */
export function ForbiddenPage() {
  return (
    <Whole>
      <EmptyState page icon={Lock} title="Your roles do not include this page" action={<ToApprovals />}>
        An administrator of this tenant can give you a role that does.
      </EmptyState>
    </Whole>
  );
}

function Whole({ children }: { children: ReactNode }) {
  return <div className="grid min-h-[70dvh] content-center">{children}</div>;
}

function ToApprovals() {
  return (
    <Button asChild>
      <Link href="/approvals">Go to approvals</Link>
    </Button>
  );
}
