export { compileArguments, type ArgumentsCheck } from "./arguments";
export { consequence, consequenceParts, visible, type ConsequencePart } from "./consequence";
export { classify, definitionHash } from "./definition";
export { importTools, type ImportToolsInput } from "./import-tools";
export { getCapability, listCapabilities } from "./list-capabilities";
export { nameFault, skeleton, toolNameFault } from "./names";
export { deleteSpec, irreversibleWriteSpec, readSpec, reversibleWriteSpec } from "./patterns";
export { reviewCapability } from "./review-capability";
export { riskFaults, type RiskFault } from "./rules";
export { CapabilitySpecInput, ListCapabilitiesInput, ReviewCapabilityInput } from "./schemas";
export {
  CAPABILITY_STATUSES,
  OPERATIONS,
  RISK_LEVELS,
  type CapabilityDetail,
  type CapabilityPage,
  type CapabilityRow,
  type CapabilitySpec,
  type CapabilityStatus,
  type ImportReport,
  type Operation,
  type RiskLevel,
  type Tool,
} from "./types";
