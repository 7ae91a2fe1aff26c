export { defaultViewQuery, setDefaultView } from "./default-view";
export { deleteView } from "./delete-view";
export { listViews } from "./list-views";
export { saveView } from "./save-view";
export { updateView } from "./update-view";
export * from "./schemas";
export type * from "./types";
