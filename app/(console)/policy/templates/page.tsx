import { SearchX } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { PolicyNav } from "@/components/policy/policy-nav";
import { TemplateGallery } from "@/components/policy/templates/template-gallery";
import { TemplateSheet } from "@/components/policy/templates/template-sheet";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { STATUSES } from "@/components/ui/status-badge";
import { instantiateTemplate, listTemplates, RISK_LEVELS } from "@/lib/policy";
import { highlightYaml } from "@/lib/web/highlight";
import { requireSession } from "@/lib/web/session";
import { may } from "../may";
import { templateParams } from "./search-params";

export const metadata = { title: "Policy templates" };

export default async function TemplatesPage({ searchParams }: PageProps<"/policy/templates">) {
  const { ctx } = await requireSession("policy.read");
  const params = templateParams.parse(await searchParams);
  const all = listTemplates();
  const shown = all.filter(
    ({ riskLevel, useCase }) =>
      (params.risk.length === 0 || params.risk.includes(riskLevel)) &&
      (params.useCase.length === 0 || params.useCase.includes(useCase)),
  );
  const open = all.find(({ id }) => id === params.open);
  const href = (id: string | undefined) =>
    `/policy/templates${templateParams.serialize({ ...params, open: id })}`;
  return (
    <>
      <PageHeader
        title="Templates"
        parents={[{ label: "Policy", href: "/policy" }]}
        description="Policies to begin with, each with its tests. What they are made for, and how much is at stake."
      />
      <PolicyNav />
      <div className="pt-3">
        <FilterBar
          fields={[
            {
              kind: "choice",
              name: "risk",
              label: "Risk",
              options: RISK_LEVELS.map((level) => ({ value: level, label: STATUSES[level].label })),
            },
            {
              kind: "choice",
              name: "useCase",
              label: "Use case",
              options: [...new Set(all.map(({ useCase }) => useCase))].map((value) => ({
                value,
                label: value,
              })),
            },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title="No template matches"
          action={
            <Button asChild>
              <Link href="/policy/templates">Clear filters</Link>
            </Button>
          }
        >
          None of the templates is for this risk and use case.
        </EmptyState>
      ) : (
        <TemplateGallery
          templates={shown}
          hrefs={Object.fromEntries(shown.map(({ id }) => [id, href(id)]))}
        />
      )}
      {open && (
        <TemplateSheet
          key={open.id}
          template={open}
          lines={await highlightYaml(instantiateTemplate(open.id, {}).document)}
          may={may(ctx, "policy.edit")}
          closeHref={href(undefined)}
        />
      )}
    </>
  );
}
