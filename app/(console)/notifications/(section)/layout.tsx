import type { ReactNode } from "react";
import { NotificationActionsProvider } from "@/components/notifications/actions";
import { sectionLayout } from "@/lib/web/section-layout";
import {
  createEndpointAction,
  replayDeliveryAction,
  replayFailedAction,
  rotateSecretAction,
  setEndpointEnabledAction,
  unlinkSlackAction,
  updateEndpointAction,
} from "../actions";

const Section = sectionLayout("notifications.read");

const ACTIONS = {
  create: createEndpointAction,
  update: updateEndpointAction,
  setEnabled: setEndpointEnabledAction,
  rotate: rotateSecretAction,
  replay: replayDeliveryAction,
  replayFailed: replayFailedAction,
  unlink: unlinkSlackAction,
};

export default function NotificationsLayout({ children }: { children: ReactNode }) {
  return (
    <Section>
      <NotificationActionsProvider actions={ACTIONS}>{children}</NotificationActionsProvider>
    </Section>
  );
}
