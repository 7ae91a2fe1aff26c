import { Blocks } from "lucide-react";
import type { Route } from "next";
import { capabilityColumns } from "@/components/capabilities/columns";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { listCapabilities } from "@/lib/capabilities";
import type { Ctx } from "@/lib/platform/ctx";
import type { UpstreamDetail } from "@/lib/upstreams/types";

/** The first of its capabilities; the whole list, with filters, is the section's own. */
export async function CapabilitiesTab({ ctx, upstream }: { ctx: Ctx; upstream: UpstreamDetail }) {
  const { rows, nextCursor } = await listCapabilities(ctx, { upstream: upstream.slug, limit: 100 });
  const all = `/capabilities?upstream=${encodeURIComponent(upstream.slug)}`;
  return (
    <DataTable
      label={`Capabilities of ${upstream.name}`}
      className="border-t-0"
      columns={capabilityColumns.filter(({ id }) => id !== "upstream")}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/capabilities/${id}`}
      rowTone={({ status }) => (status === "suspended" ? "hold" : undefined)}
      empty={
        <EmptyState
          icon={Blocks}
          title="It has no capabilities"
          action={
            upstream.kind === "http" && (
              <Button asChild>
                {/* Safe because it is this page. */}
                <Link href={`/upstreams/${upstream.id}?tab=document` as Route}>Import a document</Link>
              </Button>
            )
          }
        >
          {upstream.kind === "http"
            ? "They come from its OpenAPI document: choose which operations agents may ask for."
            : "They come in when its tools are synced. Until then every call is refused."}
        </EmptyState>
      }
      footer={
        rows.length > 0 && (
          <p className="border-t border-line px-4 py-3 text-xs md:px-6">
            {/* Safe because it is the list of capabilities with a query. */}
            <Link href={all as Route} className="rounded-xs text-accent underline underline-offset-2">
              {nextCursor ? "All of them, with filters" : "With filters"}
            </Link>
          </p>
        )
      }
    />
  );
}
