import { CirclePlay, History } from "lucide-react";
import type { Metadata, Route } from "next";
import { DrillButton } from "@/components/containment/drill";
import { historyColumns } from "@/components/containment/history-columns";
import { StopCard } from "@/components/containment/stop-card";
import { StopFileNotice } from "@/components/containment/stop-file-notice";
import { StopSomethingButton } from "@/components/containment/contain-button";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { LiveRefresh } from "@/components/live/live";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { LinkTabs } from "@/components/ui/tabs";
import { lastDrill, listSwitches, stopFileInForce } from "@/lib/switches";
import type { StopFileInForce, SwitchPage } from "@/lib/switches/types";
import { requireSession } from "@/lib/web/session";
import { may } from "../policy/may";
import {
  advanceRestartAction,
  askRestartAction,
  backToStopAction,
  clearSwitchAction,
  confirmRestartAction,
  runDrillAction,
} from "./actions";
import { switchesParams } from "./search-params";

export const metadata: Metadata = { title: "Stops" };

const ACTIONS = {
  clear: clearSwitchAction,
  ask: askRestartAction,
  confirm: confirmRestartAction,
  advance: advanceRestartAction,
  stopAgain: backToStopAction,
};

export default async function SwitchesPage({ searchParams }: PageProps<"/switches">) {
  const { ctx } = await requireSession("switches.read");
  const { state, after } = switchesParams.parse(await searchParams);
  const page = await listSwitches(ctx, { state, ...(after && { cursor: after }) });
  const href = (change: Parameters<typeof switchesParams.serialize>[0]) =>
    `/switches${switchesParams.serialize(change)}`;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Stops"
        description="What is stopped now, what of it still runs, and the way back."
        actions={
          <>
            <Button asChild variant="ghost">
              <Link href={"/containment" as Route}>Settings</Link>
            </Button>
            <DrillButton last={await lastDrill(ctx)} may={may(ctx, "switches.set")} run={runDrillAction} />
            <StopSomethingButton />
          </>
        }
      />
      <LinkTabs
        label="Stops"
        className="px-4 md:px-6"
        tabs={[
          { href: href({}), label: "In force", current: state === "in_force" },
          { href: href({ state: "over" }), label: "History", current: state === "over" },
        ]}
      />
      {state === "in_force" ? (
        <InForce rows={page.rows} stopFile={await stopFileInForce(ctx)} />
      ) : (
        <Over page={page} href={href} />
      )}
    </>
  );
}

type InForceProps = { rows: SwitchPage["rows"]; stopFile: StopFileInForce | null };

function InForce({ rows, stopFile }: InForceProps) {
  if (rows.length === 0 && !stopFile)
    return (
      <EmptyState icon={CirclePlay} title="Nothing is stopped">
        Every agent, capability, upstream and session runs as its policy allows. Press g, then s, on any page
        to stop what it is about.
      </EmptyState>
    );
  return (
    <div className="pt-5">
      <PageBody>
        <div className="grid max-w-4xl gap-4">
          {stopFile && <StopFileNotice stopFile={stopFile} />}
          {rows.map((row) => (
            <StopCard key={row.id} row={row} actions={ACTIONS} />
          ))}
        </div>
      </PageBody>
    </div>
  );
}

type OverProps = {
  page: SwitchPage;
  href: (change: Parameters<typeof switchesParams.serialize>[0]) => string;
};

function Over({ page: { rows, nextCursor }, href }: OverProps) {
  return (
    <DataTable
      label="Stops that are over, the newest first"
      columns={historyColumns}
      rows={rows}
      rowKey={({ id }) => id}
      empty={
        <EmptyState icon={History} title="No stop has been lifted yet">
          Stops that were lifted or have run out stay here, with who did it and why.
        </EmptyState>
      }
      footer={
        nextCursor && (
          <Pager
            summary={`${rows.length} stops on this page`}
            nextHref={href({ state: "over", after: nextCursor })}
          />
        )
      }
    />
  );
}
