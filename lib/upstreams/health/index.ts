export { checkUpstream } from "./check-upstream";
export { watchHealth } from "./watch-health";
