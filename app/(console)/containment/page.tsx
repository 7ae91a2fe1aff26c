import type { Metadata, Route } from "next";
import { ContainmentForm } from "@/components/containment-settings/settings-form";
import { PageHeader } from "@/components/page/page-header";
import { readContainmentSettings } from "@/lib/quarantine";
import { requireSession } from "@/lib/web/session";
import { may } from "../policy/may";
import { saveContainmentAction } from "./actions";

export const metadata: Metadata = { title: "Containment settings" };

export default async function ContainmentPage() {
  const { ctx } = await requireSession("switches.read");
  const settings = await readContainmentSettings(ctx);
  return (
    <>
      <PageHeader
        title="Containment settings"
        parents={[{ label: "Stops", href: "/switches" as Route }]}
        description="When a session is held apart by itself, and what it may not carry out."
      />
      <ContainmentForm
        key={JSON.stringify(settings)}
        settings={settings}
        may={may(ctx, "containment.configure")}
        save={saveContainmentAction}
      />
    </>
  );
}
