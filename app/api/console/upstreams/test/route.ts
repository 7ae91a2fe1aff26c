import { testConnection } from "@/lib/upstreams";
import { TestConnectionInput } from "@/lib/upstreams/schemas";
import { bodyRoute } from "@/lib/web/route";

/** Tries a connection. Not a server action: it changes nothing, and may take 20 seconds that others would wait. */
export const POST = bodyRoute("upstreams.manage", TestConnectionInput, 512 * 1024, testConnection);
