"use client";

import NextLink, { type LinkProps } from "next/link";
import { useState } from "react";

/**
 * A link whose page is fetched ahead when somebody turns to it. Next's own fetches for every link in sight, and again
 * whenever the page is read anew: on a list of fifty rows that hears events, most of what the server would do.
 */
export function Link<Href>({ onPointerEnter, onFocus, ...props }: Omit<LinkProps<Href>, "prefetch">) {
  const [near, setNear] = useState(false);
  return (
    <NextLink
      {...(props as LinkProps<Href>)}
      prefetch={near ? null : false}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
