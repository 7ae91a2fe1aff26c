import { importOpenApi } from "@/lib/upstreams";
import { ImportOpenApiInput } from "@/lib/upstreams/schemas";
import { bodyRoute } from "@/lib/web/route";

/** A document of 5 MB, with every character of it escaped once. */
const MAX_BYTES = 11 * 1024 * 1024;

/** Imports the chosen operations. Not a server action: those take 2 MB, and a document may be larger. */
export const POST = bodyRoute("upstreams.manage", ImportOpenApiInput, MAX_BYTES, importOpenApi);
