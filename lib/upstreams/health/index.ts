export { checkUpstream } from "./check-upstream";
export { endAlerts } from "./store";
export { watchHealth } from "./watch-health";
