import { tryEndpoint } from "@/lib/notifications";
import { TryEndpointInput } from "@/lib/notifications/schemas";
import { bodyRoute } from "@/lib/web/route";

/** Sends a test message. Not a server action: it may take 30 seconds that others would wait. */
export const POST = bodyRoute("notifications.manage", TryEndpointInput, 64 * 1024, tryEndpoint);
