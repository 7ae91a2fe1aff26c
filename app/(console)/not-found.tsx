import { NotFoundPage } from "@/components/page/whole-page";

export const metadata = { title: "Not found" };

/** Within the shell, so that the way on stays at hand. */
export default NotFoundPage;
