import { sectionLayout } from "@/lib/web/section-layout";

export default sectionLayout("incidents.read");
