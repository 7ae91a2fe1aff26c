"use client";

import { usePathname } from "next/navigation";
import { LinkTabs } from "../ui/tabs";
import { useReviewCount } from "./review-count";

/** All capabilities, and those that wait for a person, with their live number. */
export function CapabilitiesNav({ waiting }: { waiting: number }) {
  const pathname = usePathname();
  const count = useReviewCount(waiting);
  return (
    <LinkTabs
      label="Capabilities"
      className="px-4 md:px-6"
      tabs={[
        { href: "/capabilities", label: "All", current: pathname === "/capabilities" },
        {
          href: "/capabilities/review",
          label: "To review",
          current: pathname === "/capabilities/review",
          count,
        },
      ]}
    />
  );
}
