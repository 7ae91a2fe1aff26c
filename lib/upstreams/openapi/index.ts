export { importOpenApi } from "./import-openapi";
export { previewOpenApi } from "./preview-openapi";
export { readOpenApi } from "./read-openapi";
export type { OpenApiDocument, ReadOperation } from "./types";
