import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import { ruleIdsOf } from "../review/rule-ids";
import { blocksOf, type Block, type MarkedLine } from "./blocks";
import { diffLines } from "./lines";

type TextDiffProps = {
  before: string;
  after: string;
  label: string;
  /** Whether the texts are policies, whose rules name the places of a long diff. */
  rules?: boolean;
};

/** More changed lines than this at once help nobody: then each place stands under the rule it is in, closed. */
const MOST_OPEN = 2_000;

/** Two texts as one list of lines, with what changed within lines marked and what didn't change folded away. */
export function TextDiff({ before, after, label, rules = true }: TextDiffProps) {
  if (before === after) return <p className="p-4 text-sm text-ink-3">The texts are the same.</p>;
  const blocks = blocksOf(diffLines(before, after));
  const open = blocks.reduce((sum, { folded, lines }) => sum + (folded ? 0 : lines.length), 0);
  const ruleAt = open > MOST_OPEN ? (rules ? ruleFinder(after) : lineName) : null;
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto py-1 font-mono text-xs leading-6"
    >
      <div className="min-w-max">
        {blocks.map((block, index) => (
          <OneBlock key={index} block={block} title={titleOf(block, ruleAt)} />
        ))}
      </div>
    </div>
  );
}

/** Null where the block stands open. */
function titleOf({ folded, lines }: Block, ruleAt: ((line: number) => string) | null): string | null {
  if (folded) return `${lines.length} unchanged lines`;
  if (!ruleAt) return null;
  const line = lines.find(({ after }) => after !== undefined)?.after ?? 1;
  return `${ruleAt(line)}: ${lines.length} lines`;
}

const lineName = (line: number): string => `From line ${line}`;

function ruleFinder(document: string): (line: number) => string {
  const rules = ruleIdsOf(document).toReversed();
  return (line) => rules.find((rule) => rule.line <= line)?.id ?? "Before the first rule";
}

function OneBlock({ block, title }: { block: Block; title: string | null }) {
  const lines = block.lines.map((line, index) => <Line key={index} line={line} />);
  if (title === null) return lines;
  return (
    <details>
      <summary className="cursor-pointer bg-sunken px-4 font-sans text-ink-3 select-none hover:text-ink">
        {title}
      </summary>
      {lines}
    </details>
  );
}

const LOOKS = {
  same: { sign: " ", name: "", row: "", mark: "" },
  removed: { sign: "−", name: "removed", row: "bg-deny-soft", mark: "bg-deny-solid/25" },
  added: { sign: "+", name: "added", row: "bg-allow-soft", mark: "bg-allow-solid/25" },
} as const;

function Line({ line }: { line: MarkedLine }) {
  const { sign, name, row, mark } = LOOKS[line.kind];
  return (
    <div className={cn("flex pr-4", row)}>
      <Number value={line.before} />
      <Number value={line.after} />
      <span aria-hidden className="w-6 shrink-0 text-center text-ink-2 select-none">
        {sign}
      </span>
      {name && <span className="sr-only">{name}: </span>}
      <code className="whitespace-pre text-ink">
        {line.words.map((word, index) => (
          <span key={index} className={cn(word.changed && `rounded-xs ${mark}`)}>
            <SafeText>{word.text}</SafeText>
          </span>
        ))}
      </code>
    </div>
  );
}

function Number({ value }: { value: number | undefined }) {
  return (
    <span aria-hidden className="w-11 shrink-0 pr-2 text-right text-ink-3 tabular-nums select-none">
      {value}
    </span>
  );
}
