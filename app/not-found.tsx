import { NotFoundPage } from "@/components/page/whole-page";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}
