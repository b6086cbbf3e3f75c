// Addresses that are too long to be sent: the bar shows a short one, which opens the same view elsewhere.

import { describe, expect, test } from "vitest";
import { settled, visit, withBrowser } from "./page";

withBrowser();

const LONG = `/graph?actors=state:CHN&add=${Array.from({ length: 150 }, (_, n) => `chronology:nobody-${n}`).join(",")}`;
const SHORT = /\/v\/[a-z2-7]{26}$/;

describe("a long address", () => {
  test("becomes a short one, which a reload keeps, Back leaves and another reader opens", async () => {
    const { page } = await visit(`${LONG}&since=2020`);
    await page.getByRole("button", { name: "Drop from 2020" }).click();
    await page.waitForURL(SHORT);
    const link = new URL(page.url()).pathname;
    await page.reload();
    await page.getByText("No filter").waitFor();
    expect(new URL(page.url()).pathname).toBe(link);
    await page.goBack();
    await page.getByRole("button", { name: "Drop from 2020" }).waitFor();
    expect(page.url()).toContain("since=2020");

    const { page: other, asked } = await visit(link);
    await settled(other);
    expect(asked).toContain(`/v1${link.replace("/v/", "/views/")}`);
    expect(asked.some((url) => url.includes("nobody-149"))).toBe(true);
    expect(new URL(other.url()).pathname).toBe(link);
  });

  test("that is not kept says so", async () => {
    const { page } = await visit(`/v/${"a".repeat(26)}`);
    await page.getByRole("alert").getByText("No view of that id is kept here").waitFor();
  });
});
