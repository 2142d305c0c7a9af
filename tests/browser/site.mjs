// A demo city of its own for the tests, served by the program under test, and a browser to look at it with.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
/** Where pictures of the pages are kept, outside the checkout. */
export const SCREENS = process.env.JINBAO_SCREENS ?? join(CACHE, "jinbao", "screens");

/** Starts the city and the browser: `{ url, browser, stop }`. `JINBAO` names the program; `JINBAO_URL` a site that runs already. */
export async function start() {
  mkdirSync(SCREENS, { recursive: true });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  if (process.env.JINBAO_URL) return { url: process.env.JINBAO_URL, browser, stop: () => browser.close() };
  const data = mkdtempSync(join(tmpdir(), "jinbao-browser-"));
  const city = spawn(process.env.JINBAO, ["demo", "--persons", "300", "--months", "4", "--port", "0", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, lost) => {
    let said = "";
    city.stdout.on("data", (text) => {
      said += text;
      const address = said.match(/http:\/\/[0-9a-z.]+:\d+/);
      if (address) found(address[0]);
    });
    city.on("exit", () => lost(new Error(`the demo city ended before it was served:\n${said}`)));
  });
  const stop = async () => {
    await browser.close();
    city.kill("SIGTERM");
    await new Promise((gone) => city.on("exit", gone));
    rmSync(data, { recursive: true, force: true });
  };
  return { url, browser, stop };
}

const LEVELS = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const SIGHT = { type: "rule", values: ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"] };

/** What axe finds on the page, as lines; nothing is excepted. `all` its rules, or those that depend on the display. */
export async function violations(page, all = true) {
  await page.evaluate(AXE);
  const found = await page.evaluate((options) => axe.run(options), { runOnly: all ? LEVELS : SIGHT, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} – ${node.failureSummary.split("\n")[1] ?? ""}`));
}

/** How far the page reaches beyond the window to the right, in pixels. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A page of whoever the demo's card names, in the first standing they have. */
export async function signIn(site, card, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(`${site.url}/sign-in`);
  await page.click(`button[value="${card}"]`);
  if (page.url().includes("/me/standing")) {
    await page.locator("main input[type=radio]").first().check();
    await page.click("main button.button");
  }
  assert.match(page.url(), /\/home$/);
  return page;
}

/** A valid number of a fictional person: region, birthday, sequence, check digit (GB 11643). */
export function idNumber(body) {
  const sum = [...body].reduce((total, digit, place) => total + digit * (2 ** (17 - place) % 11), 0);
  return body + "10X98765432"[sum % 11];
}
