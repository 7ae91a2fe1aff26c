import type { ApprovalRow } from "@/lib/approvals/types";

/** What happens if it runs: a reviewer's own words, with the values the agent sent set apart. Escaped by the server. */
export function Consequence({ parts }: { parts: ApprovalRow["consequence"] }) {
  return (
    <>
      {parts.map((part, index) =>
        part.kind === "text" ? (
          <span key={index}>{part.text}</span>
        ) : (
          <bdi key={index} className="font-semibold wrap-anywhere">
            {part.text}
          </bdi>
        ),
      )}
    </>
  );
}

/** The sentence as one string, for labels. */
export function consequenceText(parts: ApprovalRow["consequence"]): string {
  return parts.map((part) => part.text).join("");
}
