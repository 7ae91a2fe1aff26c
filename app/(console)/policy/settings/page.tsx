import { PageHeader } from "@/components/page/page-header";
import { PolicyNav } from "@/components/policy/policy-nav";
import { SettingsForm } from "@/components/policy/settings/settings-form";
import { getSettings } from "@/lib/revisions";
import { requireSession } from "@/lib/web/session";
import { may } from "../may";

export const metadata = { title: "Policy settings" };

export default async function PolicySettingsPage() {
  const { ctx } = await requireSession("policy.read");
  const settings = await getSettings(ctx);
  return (
    <>
      <PageHeader
        title="Settings"
        parents={[{ label: "Policy", href: "/policy" }]}
        description="What it takes before a policy goes into production. Holds for every revision that isn't published yet."
      />
      <PolicyNav />
      <SettingsForm key={JSON.stringify(settings)} settings={settings} may={may(ctx, "policy.publish")} />
    </>
  );
}
