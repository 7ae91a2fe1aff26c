import { handle } from "hono/vercel";
import { createGateway } from "@/lib/gateway";
import { singleton } from "@/lib/platform/singleton";

/** The gateway in the console's own process. Made at the first request: a build has no environment to read. */
const answer = (request: Request) => handle(singleton("gateway-app", () => createGateway()))(request);

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
