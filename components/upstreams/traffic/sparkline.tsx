"use client";

import { useEffect, useRef, useState } from "react";
import { Bar, BarChart } from "recharts";
import { trafficSentence, type Bar as Numbers } from "./series";

const WIDTH = 112;
const HEIGHT = 26;

const answeredIn = ([answered]: Numbers) => answered;
const errorsIn = ([, errors]: Numbers) => errors;

/** An hour of calls as small bars, errors in red at the foot. Drawn once the row is in view: there may be 500. */
export function Sparkline({ bars }: { bars: readonly Numbers[] }) {
  const box = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const errors = bars.reduce((sum, [, bad]) => sum + bad, 0);
  const calls = errors + bars.reduce((sum, [answered]) => sum + answered, 0);
  return (
    <span ref={box} className="block shrink-0" style={{ width: WIDTH, height: HEIGHT }}>
      <span className="sr-only">{trafficSentence({ calls, errors })}</span>
      {seen && calls > 0 && (
        <span aria-hidden className="block">
          <BarChart
            width={WIDTH}
            height={HEIGHT}
            data={bars}
            barCategoryGap={1}
            margin={{ top: 1, right: 0, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <Bar dataKey={errorsIn} stackId="calls" fill="var(--deny-solid)" isAnimationActive={false} />
            <Bar dataKey={answeredIn} stackId="calls" fill="var(--info-solid)" isAnimationActive={false} />
          </BarChart>
        </span>
      )}
      {calls === 0 && <span aria-hidden className="block h-full border-b border-dashed border-line-strong" />}
    </span>
  );
}
