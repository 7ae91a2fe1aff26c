import { Info } from "lucide-react";
import { EditUpstream } from "@/components/upstreams/form/edit-upstream";
import { formOf } from "@/components/upstreams/form/model";
import { can, type Ctx } from "@/lib/platform/ctx";
import { listStdioServers } from "@/lib/upstreams";
import type { UpstreamDetail } from "@/lib/upstreams/types";
import { may } from "../../policy/may";
import { credentialChoices } from "../credential-choices";

/** The form, or why there is none: an installation's own program has no words in it. */
export async function SettingsTab({ ctx, upstream }: { ctx: Ctx; upstream: UpstreamDetail }) {
  const form = formOf(upstream);
  if (!form) {
    return (
      <p className="m-4 flex max-w-2xl items-start gap-2 rounded-md border border-line bg-sunken px-3 py-2 text-sm text-ink-2 md:m-6">
        <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
        It was set up by the installation itself, with a program that no form may name. You can test, sync and
        disable it here; its settings are shown under Raw.
      </p>
    );
  }
  const offered = can(ctx.actor, "upstreams.manage")
    ? await listStdioServers(ctx)
    : { servers: [], fault: null };
  return (
    <EditUpstream
      key={upstream.id}
      detail={upstream}
      initial={form}
      credentials={await credentialChoices(ctx)}
      offered={offered}
      may={may(ctx, "upstreams.manage")}
    />
  );
}
