import { ForbiddenPage } from "@/components/page/whole-page";

export const metadata = { title: "Not permitted" };

/** Within the shell, so that the way on stays at hand. */
export default ForbiddenPage;
