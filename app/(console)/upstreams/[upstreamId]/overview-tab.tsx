import type { Route } from "next";
import { Facts } from "@/components/page/facts";
import { Panel } from "@/components/page/panel";
import { Link } from "@/components/ui/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { SafeText } from "@/components/ui/safe-text";
import { LinkTabs } from "@/components/ui/tabs";
import { duration } from "@/components/ui/time-format";
import { LastChange } from "@/components/upstreams/last-change";
import { LastSync } from "@/components/upstreams/last-sync";
import { TrafficCharts, type TrafficRange } from "@/components/upstreams/traffic/charts";
import type { Ctx } from "@/lib/platform/ctx";
import { upstreamTraffic } from "@/lib/upstreams";
import type { UpstreamDetail } from "@/lib/upstreams/types";
import { RANGES, type upstreamParams } from "../search-params";

type Query = ReturnType<typeof upstreamParams.parse>;
type Range = Query["range"];

const MINUTES: Record<Range, TrafficRange> = { "1h": 60, "6h": 360, "24h": 1440 };
const RANGE_WORDS: Record<Range, string> = { "1h": "1 hour", "6h": "6 hours", "24h": "24 hours" };

type OverviewTabProps = {
  ctx: Ctx;
  upstream: UpstreamDetail;
  range: Range;
  href: (change: Partial<Query>) => string;
};

/** What agents do there, how it answers, and what is known of it. */
export async function OverviewTab({ ctx, upstream, range, href }: OverviewTabProps) {
  const minutes = MINUTES[range];
  const points = await upstreamTraffic(ctx, { id: upstream.id, minutes });
  return (
    <div className="grid gap-5 px-4 pt-3 pb-8 md:px-6">
      <LinkTabs
        label="Time shown"
        className="border-b-0"
        tabs={RANGES.map((one) => ({
          href: href({ range: one }),
          label: RANGE_WORDS[one],
          current: one === range,
        }))}
      />
      <TrafficCharts points={points} minutes={minutes} now={new Date().getTime()} />
      <div className="grid items-start gap-5 lg2:grid-cols-2">
        <Panel title="Connection">
          <Facts facts={connectionFacts(upstream)} />
        </Panel>
        <Panel title="Registry">
          <Facts facts={registryFacts(upstream)} />
        </Panel>
      </div>
    </div>
  );
}

function connectionFacts({ config, kind, health, server, credential, tls }: UpstreamDetail) {
  return [
    { term: "Where", value: <Where kind={kind} config={config} /> },
    {
      term: "Checked",
      value: health.checkedAt && (
        <>
          <RelativeTime at={health.checkedAt} />
          {health.latencyMs !== null && `, answered in ${duration(health.latencyMs)}`}
        </>
      ),
    },
    { term: "In this state since", value: health.since && <RelativeTime at={health.since} /> },
    ...(kind === "builtin" ? [] : [{ term: "Credential", value: credential?.name ?? "None" }]),
    ...(tls.ca || tls.certificate
      ? [
          {
            term: "TLS",
            value: [tls.ca && "its own authority", tls.certificate && "our client certificate"]
              .filter(Boolean)
              .join(", "),
          },
        ]
      : []),
    ...(server
      ? [
          {
            term: "Says it is",
            value: (
              <span className="text-ink-2">
                <SafeText oneLine>{`${server.name} ${server.version}`}</SafeText>
                {server.protocol && (
                  <>
                    {" "}
                    · protocol <SafeText oneLine>{server.protocol}</SafeText>
                  </>
                )}
              </span>
            ),
          },
        ]
      : []),
  ];
}

function Where({ kind, config }: Pick<UpstreamDetail, "kind" | "config">) {
  const { url, baseUrl, server, suite, command } = config;
  const place = [url, baseUrl, server, suite, command].find((value) => typeof value === "string") ?? kind;
  return (
    <code className="font-mono text-xs">
      <SafeText oneLine>{String(place)}</SafeText>
    </code>
  );
}

function registryFacts(upstream: UpstreamDetail) {
  const { slug, capabilities, lastChange, createdAt, updatedAt } = upstream;
  const list = (query: string) => `/capabilities?upstream=${encodeURIComponent(slug)}${query}` as Route;
  const link = "rounded-xs text-accent underline underline-offset-2";
  const { active, suspended, unreviewed } = capabilities;
  return [
    {
      term: "Capabilities",
      value: (
        <span className="flex flex-wrap gap-x-3">
          <Link href={list("&status=active")} className={link}>
            {active} active
          </Link>
          {suspended > 0 && (
            <Link href={list("&status=suspended")} className={link}>
              {suspended} suspended
            </Link>
          )}
          {unreviewed > 0 && (
            <Link href={list("&reviewed=no")} className={link}>
              {unreviewed} to review
            </Link>
          )}
        </span>
      ),
    },
    { term: "Last change", value: lastChange && <LastChange change={lastChange} /> },
    { term: "Last sync", value: <LastSync {...upstream} /> },
    { term: "Set up", value: <RelativeTime at={createdAt} /> },
    { term: "Changed", value: <RelativeTime at={updatedAt} /> },
  ];
}
