import { Link2Off } from "lucide-react";
import type { Metadata } from "next";
import { EmptyState } from "@/components/empty-state";
import { LinkSlack } from "@/components/notifications/link-slack";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { readSlackLink } from "@/lib/notifications";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { linkSlackAction } from "../../actions";

export const metadata: Metadata = { title: "Link a Slack account", referrer: "no-referrer" };

export default async function LinkSlackPage({ searchParams }: PageProps<"/notifications/slack/link">) {
  const { ctx, user, tenant } = await requireSession("approvals.decide");
  const { token } = await searchParams;
  const usable = typeof token === "string" && token.length <= 2_000;
  const link = usable ? await orNull(readSlackLink(ctx, { token })) : null;
  return (
    <>
      <PageHeader title="Link a Slack account" />
      <PageBody>
        {link && usable ? (
          <LinkSlack
            token={token}
            account={link}
            person={{ name: user.name, tenant: tenant.name }}
            link={linkSlackAction}
          />
        ) : (
          <EmptyState icon={Link2Off} title="This link is used up, too old, or for another tenant">
            A link from Slack works once and for ten minutes. Press the button in Slack again to get another.
          </EmptyState>
        )}
      </PageBody>
    </>
  );
}
