import { CodeLines } from "@/components/policy/code-lines";
import { Studio, type StudioTab } from "@/components/policy/editor/studio";
import type { Ctx } from "@/lib/platform/ctx";
import { readCatalog, type Revision } from "@/lib/revisions";
import { highlightYaml } from "@/lib/web/highlight";
import { studioCatalog } from "./studio-catalog";

type StudioSectionProps = {
  ctx: Ctx;
  tab: StudioTab;
  revision: Revision;
};

/** The studio with what it needs of the server: the tenant's names, and the texts to read until it is there. */
export async function StudioSection({ ctx, tab, revision }: StudioSectionProps) {
  const catalog = studioCatalog(await readCatalog(ctx));
  return (
    <Studio
      tab={tab}
      revision={revision}
      catalog={catalog}
      fallbacks={{
        document: tab === "write" && <Lines text={revision.document} label="Policy document" />,
        tests: tab === "tests" && <Lines text={revision.tests} label="Policy tests" />,
      }}
    />
  );
}

async function Lines({ text, label }: { text: string; label: string }) {
  return <CodeLines lines={await highlightYaml(text)} label={label} />;
}
