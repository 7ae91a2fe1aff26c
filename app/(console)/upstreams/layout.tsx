import type { ReactNode } from "react";
import { UpstreamActionsProvider } from "@/components/upstreams/actions";
import { sectionLayout } from "@/lib/web/section-layout";
import {
  addNetworkRuleAction,
  createUpstreamAction,
  removeNetworkRuleAction,
  setUpstreamEnabledAction,
  syncUpstreamAction,
  updateUpstreamAction,
} from "./actions";

const Section = sectionLayout("upstreams.read");

const ACTIONS = {
  create: createUpstreamAction,
  update: updateUpstreamAction,
  setEnabled: setUpstreamEnabledAction,
  sync: syncUpstreamAction,
  addRule: addNetworkRuleAction,
  removeRule: removeNetworkRuleAction,
};

export default function UpstreamsLayout({ children }: { children: ReactNode }) {
  return (
    <Section>
      <UpstreamActionsProvider actions={ACTIONS}>{children}</UpstreamActionsProvider>
    </Section>
  );
}
