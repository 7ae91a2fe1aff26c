export { acceptReadOnly } from "./accept-read-only";
export { bindingFault } from "./binding";
export { compileArguments, type ArgumentsCheck } from "./arguments";
export { totalAmounts } from "./amounts";
export { mapCompensation, type MappedCall, type OriginalCall } from "./compensation";
export { classify, definitionHash } from "./definition";
export { dryRunCompensation } from "./dry-run-compensation";
export { importTools, type ImportToolsInput } from "./import-tools";
export { getCapability, listCapabilities } from "./list-capabilities";
export { skeleton, toolNameFault } from "./names";
export { deleteSpec, irreversibleWriteSpec, readSpec, reversibleWriteSpec } from "./patterns";
export { rejectDefinition } from "./reject-definition";
export { reviewCapability } from "./review-capability";
export { countReviewQueue, listReviewQueue } from "./review-queue";
export { listCapabilityRevisions } from "./revisions";
export {
  AcceptReadOnlyInput,
  CapabilitySpecInput,
  consequence,
  consequenceParts,
  DryRunInput,
  ListCapabilitiesInput,
  nameFault,
  RejectDefinitionInput,
  ReviewCapabilityInput,
  ReviewQueueInput,
  RevisionsInput,
  visible,
  type ConsequencePart,
} from "./schemas";
export {
  CAPABILITY_STATUSES,
  OPERATIONS,
  RISK_LEVELS,
  riskFaults,
  riskSentences,
  type AcceptReadOnlyReport,
  type CapabilityDetail,
  type CapabilityPage,
  type CapabilityRevisionPage,
  type CapabilityRevisionRow,
  type CapabilityRow,
  type CapabilitySpec,
  type CapabilityStatus,
  type CompensationMapping,
  type CompensationPlan,
  type HttpBinding,
  type HttpParameter,
  type ImportReport,
  type JudgedCapability,
  type Operation,
  type ReviewQueuePage,
  type ReviewQueueRow,
  type RiskFault,
  type RiskLevel,
  type Tool,
} from "./types";
