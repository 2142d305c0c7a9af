// Every page in every display: nothing for axe to find, no sideways scrolling, targets large enough, a picture kept.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { join } from "node:path";
import { DISPLAYS, look } from "./display.mjs";
import { SCREENS, start, violations } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site.stop());

const PAGES = {
  home: "/",
  services: "/services",
  "services-unit": "/services?who=unit",
  guide: "/services/pension.retire",
  funds: "/funds",
  search: "/search?q=%E9%80%80%E4%BC%91",
  "search-none": "/search?q=zzzz",
  standards: "/standards",
  "standards-none": "/standards?region=120000",
  law: "/law?region=110000&on=2024-08-01",
  "law-subject": "/law?region=110000&on=2024-08-01&path=contribution",
  "law-wrong": "/law?on=yesterday",
  "law-parameter": "/law/contribution.floor?region=110000&on=2024-08-01",
  "law-table": "/law/pension.payment_months",
  "law-compare": "/law/compare?region=110000&on=2023-08-01&region2=110000&on2=2024-08-01&path=contribution",
  retirement: "/retirement",
  calculators: "/calculators",
  calculator: "/calculators/contribution?region=110000&month=2025-07&category=employee&wage=12000",
  "retirement-answer": "/retirement?born=1970-05&group=male-60",
  "retirement-wrong": "/retirement?born=70",
  settings: "/settings",
  check: "/check",
  forgot: "/forgot",
  accessibility: "/accessibility",
  shortcuts: "/shortcuts",
  missing: "/nowhere",
  patterns: "/patterns",
  question: "/patterns/question",
  interruption: "/patterns/interruption",
  confirmation: "/patterns/done",
};

async function open(context, path, faults = []) {
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error" && !/status of 4(04|22)/.test(message.text())) faults.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(site.url) && !request.url().startsWith("data:")) faults.push(`asks another host: ${request.url()}`); });
  await page.goto(site.url + path);
  return page;
}

const newContext = (words = "light") => site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" }).then(async (context) => {
  await context.addCookies([{ name: "display", value: words, url: site.url }]);
  return context;
});

describe("every page in every display", { concurrency: 2 }, () => {
  for (const [name, path] of Object.entries(PAGES)) {
    test(name, async () => {
      const context = await newContext();
      const wrong = [];
      const page = await open(context, path, wrong);
      for (const display of DISPLAYS) wrong.push(...(await look(page, name, display)));
      await context.close();
      assert.equal(wrong.join("\n"), "");
    });
  }
});

test("every page in English", async () => {
  const context = await newContext("light.en");
  for (const [name, path] of Object.entries(PAGES)) {
    const page = await open(context, path);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.deepEqual(await violations(page, true), []);
    await page.screenshot({ path: join(SCREENS, `${name}.english.png`), fullPage: true });
    await page.close();
  }
  await context.close();
});

test("on paper the frame is gone and the content is there", async () => {
  const context = await newContext();
  const page = await open(context, "/funds");
  await page.emulateMedia({ media: "print" });
  for (const gone of [".search", ".sections", ".tools"]) assert.equal(await page.locator(gone).isVisible(), false, gone);
  assert.equal(await page.locator("h1").isVisible(), true);
  await page.pdf({ path: join(SCREENS, "funds.pdf"), format: "A4", printBackground: true });
  await context.close();
});

test("pages are light: at most 40 KB of page and style, 20 KB of script, compressed", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const bytes = { page: 0, script: 0 };
  const kinds = new Map();
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => { bytes[kinds.get(requestId) === "Script" ? "script" : "page"] += encodedDataLength; });
  await page.goto(`${site.url}/patterns`, { waitUntil: "networkidle" });
  await context.close();
  assert.ok(bytes.page <= 40_000, `${bytes.page} bytes of page and style`);
  assert.ok(bytes.script > 0 && bytes.script <= 20_000, `${bytes.script} bytes of script`);
  console.log(`page and style ${bytes.page} bytes, script ${bytes.script} bytes`);
});
