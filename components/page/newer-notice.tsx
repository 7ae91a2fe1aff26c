import { Button } from "../ui/button";

type NewerNoticeProps = {
  /** Says what has changed, and what would come of saving. */
  children: string;
  /** What the button shows, e.g. "Show the newer settings". */
  action: string;
  onAdopt: () => void;
};

/** Above a form whose subject somebody has changed meanwhile: what was typed stays until its writer says otherwise. */
export function NewerNotice({ children, action, onAdopt }: NewerNoticeProps) {
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3 rounded-md bg-hold-soft px-3 py-2 text-sm text-hold">
      <p className="min-w-0 flex-1">{children}</p>
      <Button size="sm" onClick={onAdopt}>
        {action}
      </Button>
    </div>
  );
}
