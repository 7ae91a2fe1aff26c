import { approvals } from "./approvals";
import { console } from "./console";
import { incidents } from "./incidents";
import { policy } from "./policy";
import { routeInputs } from "./routes";
import type { Inputs } from "./types";

/** By `file#action`. What is not here is sent `{}`: enough to be refused, and counted as shallow. */
export const ACTION_INPUTS: Inputs = { ...approvals, ...console, ...incidents, ...policy };

/** By `METHOD /route`: the body of a POST, the query of a GET. */
export const ROUTE_INPUTS: Inputs = routeInputs;
