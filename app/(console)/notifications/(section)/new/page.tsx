import type { Route } from "next";
import { NewEndpoint } from "@/components/notifications/new-endpoint";
import { PageHeader } from "@/components/page/page-header";
import { requireSession } from "@/lib/web/session";

export const metadata = { title: "New endpoint" };

export default async function NewEndpointPage() {
  await requireSession("notifications.manage");
  return (
    <>
      <PageHeader
        title="New endpoint"
        parents={[{ label: "Notifications", href: "/notifications" as Route }]}
        description="Messages say what waits and link to it. Deciding happens behind sign-in."
      />
      <NewEndpoint />
    </>
  );
}
