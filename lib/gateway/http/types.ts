import type { Caller } from "../types";

/** What middleware leaves for the handlers of one request. `caller` exists behind requireCaller only. */
export type GatewayEnv = { Variables: { requestId: string; caller: Caller } };
