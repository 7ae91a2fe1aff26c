import type { ReactNode } from "react";
import { PolicyActionsProvider } from "@/components/policy/actions/provider";
import { sectionLayout } from "@/lib/web/section-layout";
import { policyActions } from "./action-set";

const Section = sectionLayout("policy.read");

export default function PolicyLayout({ children }: { children: ReactNode }) {
  return (
    <Section>
      <PolicyActionsProvider actions={policyActions}>{children}</PolicyActionsProvider>
    </Section>
  );
}
