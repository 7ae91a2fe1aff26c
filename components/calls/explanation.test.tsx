import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Explanation } from "@/lib/policy/types";
import { ExplanationList, RuleLink } from "./explanation";

const revisionId = "0197f3a0-0000-7000-8000-000000000001";
const explanation: Explanation = {
  tried: [{ ruleId: "people-decide", outcome: "matched" }],
  omitted: 0,
  matched: "people-decide",
  raised: null,
};

describe("the rules of a decision", () => {
  it("lead to where they stood in the revision that decided", () => {
    const there = `href="/policy/${revisionId}?rule=people-decide"`;
    expect(renderToStaticMarkup(<ExplanationList {...{ explanation, revisionId }} />)).toContain(there);
    expect(renderToStaticMarkup(<RuleLink ruleId="people-decide" {...{ revisionId }} />)).toContain(there);
  });

  it("lead to the policy in force where no revision was recorded", () => {
    const html = renderToStaticMarkup(<ExplanationList {...{ explanation, revisionId: null }} />);
    expect(html).toContain('href="/policy?rule=people-decide"');
  });
});
