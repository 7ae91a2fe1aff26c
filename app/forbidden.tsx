import { ForbiddenPage } from "@/components/page/whole-page";

export const metadata = { title: "Not permitted" };

export default function Forbidden() {
  return (
    <main>
      <ForbiddenPage />
    </main>
  );
}
