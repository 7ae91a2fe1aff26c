import { KeyRound, Plus } from "lucide-react";
import type { Route } from "next";
import { credentialColumns } from "@/components/credentials/columns";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { UpstreamsNav } from "@/components/upstreams/section-nav";
import { listCredentials } from "@/lib/credentials";
import { can } from "@/lib/platform/ctx";
import { requireSession } from "@/lib/web/session";

export const metadata = { title: "Credentials" };

export default async function CredentialsPage() {
  const { ctx } = await requireSession("credentials.read");
  const rows = await listCredentials(ctx);
  const manage = can(ctx.actor, "credentials.manage");
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Credentials"
        parents={[{ label: "Upstreams", href: "/upstreams" as Route }]}
        description="What opens the upstreams. Agents never hold one: it is issued for a session or a call, and ends with it."
        actions={manage && <Add />}
      />
      <UpstreamsNav credentials />
      <DataTable
        label="Credentials"
        className="border-t-0"
        columns={credentialColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/credentials/${id}`}
        rowTone={({ problem, disabled }) => (problem && !disabled ? "deny" : undefined)}
        empty={
          <EmptyState icon={KeyRound} title="No credentials yet" action={manage && <Add />}>
            A credential is how the gateway gets into an upstream: a static secret, an OAuth client, a broker
            of yours, or an AWS role. Each use of one is on record, and revoked when the session ends.
          </EmptyState>
        }
        footer={
          rows.length > 0 && (
            <p className="border-t border-line px-4 py-3 text-xs text-ink-3 tabular-nums md:px-6">
              {rows.length} {rows.length === 1 ? "credential" : "credentials"}
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
      <Link href={"/credentials/new" as Route}>
        <Plus aria-hidden />
        New credential
      </Link>
    </Button>
  );
}
