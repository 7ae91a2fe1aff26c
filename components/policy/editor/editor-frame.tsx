"use client";

import { useEffect, useState, type ComponentType, type ReactNode } from "react";
import type { CodeEditorProps } from "./code-editor";

/** The editor once it has been loaded; until then, and without scripts, the text to read. */
export function EditorFrame({ fallback, ...props }: CodeEditorProps & { fallback: ReactNode }) {
  const [Editor, setEditor] = useState<ComponentType<CodeEditorProps> | null>(null);
  useEffect(() => {
    let here = true;
    void import("./code-editor").then(({ CodeEditor }) => {
      if (here) setEditor(() => CodeEditor);
    });
    return () => {
      here = false;
    };
  }, []);
  return Editor ? <Editor {...props} /> : fallback;
}
