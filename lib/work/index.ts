export { callWork } from "./call-work";
export { WORK_TOOLS } from "./tools";
export { stepsFrom, transitionFault } from "./transitions";
export {
  PROJECT_STATES,
  WORK_SUITES,
  type ProjectState,
  type WorkAnswer,
  type WorkCall,
  type WorkSuite,
  type WorkTool,
} from "./types";
