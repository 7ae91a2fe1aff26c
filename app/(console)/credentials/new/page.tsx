import type { Route } from "next";
import { NewCredential } from "@/components/credentials/new-credential";
import { PageHeader } from "@/components/page/page-header";
import { requireSession } from "@/lib/web/session";

export const metadata = { title: "New credential" };

export default async function NewCredentialPage() {
  await requireSession("credentials.manage");
  return (
    <>
      <PageHeader
        title="New credential"
        parents={[
          { label: "Upstreams", href: "/upstreams" as Route },
          { label: "Credentials", href: "/credentials" as Route },
        ]}
        description="Which upstreams it opens, and how it is handed over, is said at each upstream."
      />
      <NewCredential />
    </>
  );
}
