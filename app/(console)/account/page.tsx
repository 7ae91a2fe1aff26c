import { Facts } from "@/components/page/facts";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { Panel } from "@/components/page/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { requireSession } from "@/lib/web/session";
import { Authenticator } from "./authenticator";
import { LastProof } from "./last-proof";

export const metadata = { title: "Account" };

export default async function AccountPage() {
  const { user, proof, tenant } = await requireSession();
  const facts = [
    { term: "Name", value: user.name },
    { term: "E-mail", value: user.email },
    { term: `Roles in ${tenant.name}`, value: tenant.roles.join(", ") || "none" },
    { term: "Signed in", value: <RelativeTime at={proof.signedInAt} /> },
  ];
  return (
    <>
      <PageHeader title="Account" description="Who you are here, and how you prove it." />
      <PageBody>
        <div className="grid max-w-3xl gap-5">
          <Panel title="You">
            <Facts facts={facts} />
          </Panel>
          <LastProof at={proof.authenticatedAt} />
          <Authenticator since={proof.authenticatorSince?.toISOString() ?? null} />
        </div>
      </PageBody>
    </>
  );
}
