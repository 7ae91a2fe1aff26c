import { BellRing, Plus } from "lucide-react";
import type { Route } from "next";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { LiveRefresh } from "@/components/live/live";
import { endpointColumns } from "@/components/notifications/columns";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { listEndpoints } from "@/lib/notifications";
import { can } from "@/lib/platform/ctx";
import { requireSession } from "@/lib/web/session";

export const metadata = { title: "Notifications" };

export default async function NotificationsPage() {
  const { ctx } = await requireSession("notifications.read");
  const rows = await listEndpoints(ctx);
  const manage = can(ctx.actor, "notifications.manage");
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Notifications"
        description="Who is told when a call waits for people or something is wrong: by webhook, e-mail or Slack. No message has arguments in it."
        actions={manage && <Add />}
      />
      <DataTable
        label="Notification endpoints"
        columns={endpointColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/notifications/${id}`}
        rowTone={({ enabled, problem, lastDay }) =>
          enabled && (problem !== null || lastDay.failing > 0) ? "deny" : undefined
        }
        empty={
          <EmptyState icon={BellRing} title="Nobody is notified yet" action={manage && <Add />}>
            Without an endpoint, people learn of waiting calls in the console alone. An endpoint tells them
            where they are: a chat channel, their mail, or a system of yours.
          </EmptyState>
        }
        footer={
          rows.length > 0 && (
            <p className="border-t border-line px-4 py-3 text-xs text-ink-3 tabular-nums md:px-6">
              {rows.length} {rows.length === 1 ? "endpoint" : "endpoints"}
            </p>
          )
        }
      />
    </>
  );
}

function Add() {
  return (
    <Button asChild variant="primary">
      <Link href={"/notifications/new" as Route}>
        <Plus aria-hidden />
        New endpoint
      </Link>
    </Button>
  );
}
