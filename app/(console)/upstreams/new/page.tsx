import type { Route } from "next";
import { PageHeader } from "@/components/page/page-header";
import { NewUpstream } from "@/components/upstreams/form/new-upstream";
import { listStdioServers } from "@/lib/upstreams";
import { requireSession } from "@/lib/web/session";
import { credentialChoices } from "../credential-choices";

export const metadata = { title: "Add an upstream" };

export default async function NewUpstreamPage() {
  const { ctx } = await requireSession("upstreams.manage");
  const [credentials, offered] = await Promise.all([credentialChoices(ctx), listStdioServers(ctx)]);
  return (
    <>
      <PageHeader
        title="Add an upstream"
        parents={[{ label: "Upstreams", href: "/upstreams" as Route }]}
        description="Say what it is and where, try the connection, and its tools come in to be reviewed."
      />
      <NewUpstream credentials={credentials} offered={offered} />
    </>
  );
}
