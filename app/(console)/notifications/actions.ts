"use server";

import {
  createEndpoint,
  CreateEndpointInput,
  DeliveryRef,
  EnableEndpointInput,
  EndpointRef,
  linkSlack,
  LinkSlackInput,
  replayDelivery,
  replayFailed,
  ReplayFailedInput,
  rotateSecret,
  setEndpointEnabled,
  SlackIdentityRef,
  unlinkSlack,
  updateEndpoint,
  UpdateEndpointInput,
} from "@/lib/notifications";
import { consoleAction } from "@/lib/web/action";

const MANAGE = "notifications.manage";

export const createEndpointAction = consoleAction(CreateEndpointInput, MANAGE, createEndpoint);
export const updateEndpointAction = consoleAction(UpdateEndpointInput, MANAGE, updateEndpoint);
export const setEndpointEnabledAction = consoleAction(EnableEndpointInput, MANAGE, setEndpointEnabled);
export const rotateSecretAction = consoleAction(EndpointRef, MANAGE, rotateSecret);
export const replayDeliveryAction = consoleAction(DeliveryRef, MANAGE, replayDelivery);
export const replayFailedAction = consoleAction(ReplayFailedInput, MANAGE, replayFailed);
export const unlinkSlackAction = consoleAction(SlackIdentityRef, null, unlinkSlack);
export const linkSlackAction = consoleAction(LinkSlackInput, "approvals.decide", linkSlack);
