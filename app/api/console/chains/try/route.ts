import { tryChain, TryChainInput } from "@/lib/approvals";
import { bodyRoute } from "@/lib/web/route";

/** Five steps of five groups of fifty people each, and then some. */
const MAX_BYTES = 256 * 1024;

/** Who could decide under a chain as it is being written. Nothing is saved. */
export const POST = bodyRoute("approvals.read", TryChainInput, MAX_BYTES, tryChain);
