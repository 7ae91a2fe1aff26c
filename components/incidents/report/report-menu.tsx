"use client";

import { FileJson, FileText, Download } from "lucide-react";
import { Button } from "../../ui/button";
import { Dropdown, DropdownItem, DropdownLabel } from "../../ui/dropdown";

/** The post-incident report as a file. Each export is in the audit log and the timeline. */
export function ReportMenu({ incidentId }: { incidentId: string }) {
  const href = (format: string) => `/api/console/incidents/${incidentId}/report?format=${format}`;
  return (
    <Dropdown
      trigger={
        <Button>
          <Download aria-hidden />
          Report
        </Button>
      }
    >
      <DropdownLabel>Export, recorded in the audit log</DropdownLabel>
      <DropdownItem asChild>
        <a href={href("markdown")} download>
          <FileText aria-hidden />
          Markdown, for people
        </a>
      </DropdownItem>
      <DropdownItem asChild>
        <a href={href("json")} download>
          <FileJson aria-hidden />
          Signed JSON, verifies offline
        </a>
      </DropdownItem>
    </Dropdown>
  );
}
