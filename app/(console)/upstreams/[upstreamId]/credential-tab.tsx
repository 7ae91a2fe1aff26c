import { KeyRound } from "lucide-react";
import type { Route } from "next";
import { IssuedTable } from "@/components/credentials/issued-table";
import { EmptyState } from "@/components/empty-state";
import { Facts } from "@/components/page/facts";
import { Link } from "@/components/ui/link";
import { duration } from "@/components/ui/time-format";
import { listIssued } from "@/lib/credentials";
import { CredentialUse } from "@/lib/credentials/schemas";
import type { Ctx } from "@/lib/platform/ctx";
import type { UpstreamDetail } from "@/lib/upstreams/types";

const LOOKED_AT = 100;

/** What opens it, and what was issued for it lately. */
export async function CredentialTab({ ctx, upstream }: { ctx: Ctx; upstream: UpstreamDetail }) {
  const { credential } = upstream;
  if (!credential) return null;
  const { rows } = await listIssued(ctx, { credentialId: credential.id, limit: LOOKED_AT });
  const use = CredentialUse.safeParse(upstream.credentialUse);
  return (
    <>
      <div className="p-4 md:p-6">
        <Facts
          className="max-w-2xl"
          facts={[
            {
              term: "Credential",
              value: (
                // Safe because it is one of our own routes.
                <Link
                  href={`/credentials/${credential.id}` as Route}
                  className="rounded-xs text-accent underline underline-offset-2"
                >
                  {credential.name}
                </Link>
              ),
            },
            ...(use.success
              ? [
                  { term: "Handed over", value: handedOver(use.data) },
                  { term: "Issued", value: use.data.per === "call" ? "For each call" : "Once per session" },
                  { term: "For", value: duration(use.data.ttlSeconds * 1_000) },
                  {
                    term: "Scope",
                    value: use.data.scope && <code className="font-mono text-xs">{use.data.scope}</code>,
                  },
                ]
              : []),
          ]}
        />
      </div>
      <IssuedTable
        rows={rows.filter((row) => row.upstream.id === upstream.id)}
        empty={
          <EmptyState icon={KeyRound} title="Nothing was issued lately">
            Each call or session that needs it leaves a record here. The secret itself is in none of them.
          </EmptyState>
        }
      />
    </>
  );
}

function handedOver({ deliver }: CredentialUse): string {
  switch (deliver.as) {
    case "bearer":
      return "In the header authorization, as a bearer token";
    case "header":
      return `In the header ${deliver.name}`;
    case "basic":
      return `As the password of ${deliver.username}`;
    case "env":
      return `In ${Object.keys(deliver.names).join(", ")}`;
    case "aws_sigv4":
      return `Each request is signed for ${deliver.service} in ${deliver.region}`;
  }
}
