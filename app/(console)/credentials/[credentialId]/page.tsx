import { KeyRound, TriangleAlert } from "lucide-react";
import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { EditCredential } from "@/components/credentials/edit-credential";
import { CredentialHeaderActions } from "@/components/credentials/header-actions";
import { IssuedTable } from "@/components/credentials/issued-table";
import { PROVIDER_WORDS, REVOCABILITY_WORDS } from "@/components/credentials/providers";
import { Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { LiveRefresh } from "@/components/live/live";
import { Facts } from "@/components/page/facts";
import { PageHeader } from "@/components/page/page-header";
import { Badge } from "@/components/ui/badge";
import { Link } from "@/components/ui/link";
import { LinkTabs } from "@/components/ui/tabs";
import { getCredential, listIssued } from "@/lib/credentials";
import type { CredentialDetail } from "@/lib/credentials/types";
import type { Ctx } from "@/lib/platform/ctx";
import { isId } from "@/lib/platform/ids";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { credentialParams } from "../search-params";

export const metadata: Metadata = { title: "Credential" };

export default async function CredentialPage({
  params,
  searchParams,
}: PageProps<"/credentials/[credentialId]">) {
  const { ctx } = await requireSession("credentials.read");
  const { credentialId } = await params;
  const { tab, after } = credentialParams.parse(await searchParams);
  const credential = isId(credentialId) ? await orNull(getCredential(ctx, credentialId)) : null;
  if (!credential) notFound();
  const href = (change: Parameters<typeof credentialParams.serialize>[0]) =>
    `/credentials/${credentialId}${credentialParams.serialize(change)}`;
  const { id, name, disabled, live, revocability, provider } = credential;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={name}
        parents={[
          { label: "Upstreams", href: "/upstreams" as Route },
          { label: "Credentials", href: "/credentials" as Route },
        ]}
        badges={
          <>
            <Badge tone="outline">{PROVIDER_WORDS[provider].label}</Badge>
            {disabled && <Badge>Disabled</Badge>}
          </>
        }
        actions={
          <CredentialHeaderActions
            credential={{ id, name, disabled, live, revocability }}
            manage={may(ctx, "credentials.manage")}
            revoke={may(ctx, "credentials.revoke")}
          />
        }
      />
      {credential.problem && (
        <p className="mx-4 mb-4 flex items-start gap-2 rounded-md bg-deny-soft px-3 py-2 text-sm text-deny md:mx-6">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{credential.problem}</span>
        </p>
      )}
      <div className="px-4 pb-4 md:px-6">
        <Facts className="max-w-3xl" facts={factsOf(credential)} />
      </div>
      <LinkTabs
        label="Of this credential"
        className="px-4 md:px-6"
        tabs={[
          { href: href({}), label: "Settings", current: tab === "settings" },
          {
            href: href({ tab: "issued" }),
            label: "Issued",
            current: tab === "issued",
            count: live || undefined,
          },
        ]}
      />
      {tab === "settings" ? (
        <EditCredential key={id} detail={credential} may={may(ctx, "credentials.manage")} />
      ) : (
        <Issued ctx={ctx} credential={credential} after={after} href={href} />
      )}
    </>
  );
}

function factsOf({ revocability, upstreams }: CredentialDetail) {
  return [
    { term: "To take it back", value: REVOCABILITY_WORDS[revocability].sentence },
    {
      term: "Used by",
      value:
        upstreams.length === 0 ? (
          <span className="text-ink-3">No upstream</span>
        ) : (
          <span className="flex flex-wrap gap-x-3">
            {upstreams.map((one) => (
              // Safe because it is one of our own routes.
              <Link
                key={one.id}
                href={`/upstreams/${one.id}` as Route}
                className="rounded-xs text-accent underline underline-offset-2"
              >
                {one.name}
              </Link>
            ))}
          </span>
        ),
    },
  ];
}

type IssuedProps = {
  ctx: Ctx;
  credential: CredentialDetail;
  after: string | undefined;
  href: (change: Parameters<typeof credentialParams.serialize>[0]) => string;
};

async function Issued({ ctx, credential, after, href }: IssuedProps) {
  const { rows, nextCursor } = await listIssued(ctx, {
    credentialId: credential.id,
    cursor: after,
    limit: 50,
  });
  return (
    <IssuedTable
      upstream
      className="border-t-0"
      rows={rows}
      revoke={{ may: may(ctx, "credentials.revoke"), revocability: credential.revocability }}
      empty={
        <EmptyState icon={KeyRound} title="Nothing was issued yet">
          Each call or session that needs this credential leaves a record here. The secret itself is in none
          of them.
        </EmptyState>
      }
      footer={
        rows.length > 0 && (
          <Pager
            summary={`${rows.length} ${after || nextCursor ? "on this page" : "issued"}, newest first`}
            previousHref={after ? href({ tab: "issued" }) : undefined}
            nextHref={nextCursor ? href({ tab: "issued", after: nextCursor }) : undefined}
            previousLabel="Newest"
          />
        )
      }
    />
  );
}
