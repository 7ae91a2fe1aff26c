import { previewOpenApi } from "@/lib/upstreams";
import { PreviewOpenApiInput } from "@/lib/upstreams/schemas";
import { bodyRoute } from "@/lib/web/route";

/** A document of 5 MB, with every character of it escaped once. */
const MAX_BYTES = 11 * 1024 * 1024;

/** Reads a document and lists its operations. Nothing is stored. */
export const POST = bodyRoute("upstreams.manage", PreviewOpenApiInput, MAX_BYTES, previewOpenApi);
