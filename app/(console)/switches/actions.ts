"use server";

import { z } from "zod";
import {
  advanceRestart,
  askRestart,
  backToStop,
  clearSwitch,
  confirmRestart,
  runDrill,
  setSwitches,
  SetSwitchesInput,
  SwitchReason,
  SwitchRef,
} from "@/lib/switches";
import { consoleAction } from "@/lib/web/action";

export const stopAction = consoleAction(SetSwitchesInput, "switches.set", (ctx, input) =>
  setSwitches(ctx, input),
);
export const clearSwitchAction = consoleAction(SwitchReason, "switches.clear", clearSwitch);
export const askRestartAction = consoleAction(SwitchReason, "switches.clear", askRestart);
export const confirmRestartAction = consoleAction(SwitchRef, "switches.clear", confirmRestart);
export const advanceRestartAction = consoleAction(SwitchRef, "switches.clear", advanceRestart);
export const backToStopAction = consoleAction(SwitchReason, "switches.set", backToStop);
/** Sets and lifts a stop of a session that does not exist, and measures. */
export const runDrillAction = consoleAction(z.strictObject({}), "switches.set", (ctx) => runDrill(ctx));
