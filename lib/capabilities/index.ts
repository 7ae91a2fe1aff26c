export { compileArguments, type ArgumentsCheck } from "./arguments";
export { classify, definitionHash } from "./definition";
export { importTools, type ImportToolsInput } from "./import-tools";
export { getCapability, listCapabilities } from "./list-capabilities";
export { skeleton, toolNameFault } from "./names";
export { deleteSpec, irreversibleWriteSpec, readSpec, reversibleWriteSpec } from "./patterns";
export { reviewCapability } from "./review-capability";
export {
  CapabilitySpecInput,
  consequence,
  consequenceParts,
  ListCapabilitiesInput,
  nameFault,
  ReviewCapabilityInput,
  visible,
  type ConsequencePart,
} from "./schemas";
export {
  CAPABILITY_STATUSES,
  OPERATIONS,
  RISK_LEVELS,
  riskFaults,
  type CapabilityDetail,
  type CapabilityPage,
  type CapabilityRow,
  type CapabilitySpec,
  type CapabilityStatus,
  type ImportReport,
  type Operation,
  type RiskFault,
  type RiskLevel,
  type Tool,
} from "./types";
