import { searchParams } from "@/components/filters/search-params";
import { ChainName } from "@/lib/approvals/schemas";

export const newChainParams = searchParams({
  /** The chain to begin from. */
  from: ChainName.optional(),
});
