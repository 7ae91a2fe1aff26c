import { SafeText } from "../../ui/safe-text";

/** Conditions stand between backticks in a sentence. */
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="font-mono text-xs font-normal text-ink-2">
        <SafeText>{part}</SafeText>
      </code>
    ) : (
      <SafeText key={index}>{part}</SafeText>
    ),
  );
}
