export { addressFault } from "./address-fault";
export type { OutboundInit } from "./before-send";
export { systemNames, type Lookup } from "./connector";
export { OutboundError } from "./errors";
export { addNetworkRule, listNetworkRules, removeNetworkRule } from "./network-rules";
export { outbound } from "./outbound";
export { permittedRanges } from "./permitted";
export * from "./schemas";
export type * from "./types";
