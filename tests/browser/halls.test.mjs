// The halls: people, units, communities and officers at work, signed in; every page they reach in the displays that differ most.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DISPLAYS, look } from "./display.mjs";
import { start } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site.stop());

/** A page of whoever the demo's card names, in the first standing they have. */
async function signIn(card, options = {}) {
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

const LOOKED_AT = DISPLAYS.filter(({ name }) => ["light", "dark", "elder-phone", "narrow"].includes(name));
const ENOUGH = 14;

describe("every page of a hall can be read by everybody", { concurrency: 2 }, () => {
  for (const card of ["demo-flexible", "demo-hr", "demo-community", "wang", "chen"]) {
    test(card, async () => {
      const page = await signIn(card);
      const seen = new Set();
      const wrong = [];
      const waiting = ["/home", "/me/security"];
      while (waiting.length && seen.size < ENOUGH) {
        const path = waiting.shift();
        // One page of each kind: numbers do not make another.
        const kind = path.replace(/\d+/g, "N");
        if (seen.has(kind)) continue;
        seen.add(kind);
        const answer = await page.goto(site.url + path);
        if (answer.status() !== 200) wrong.push(`${path}: ${answer.status()}`);
        const links = await page.$$eval("main a[href^='/']", (all) => all.map((a) => a.getAttribute("href").split("#")[0]));
        waiting.push(...links.filter((link) => /^\/(home|people|units|payers|matters|ask|desk|find)/.test(link) && !/\.(csv|pdf|json)/.test(link)));
        for (const display of LOOKED_AT) wrong.push(...(await look(page, `${card}${kind.replaceAll("/", ".")}`, display)).map((line) => `${path} ${line}`));
      }
      await page.context().close();
      assert.equal(wrong.join("\n"), "");
    });
  }
});

/** A valid number of a fictional person: region, birthday, sequence, check digit (GB 11643). */
function idNumber(body) {
  const sum = [...body].reduce((total, digit, place) => total + digit * (2 ** (17 - place) % 11), 0);
  return body + "10X98765432"[sum % 11];
}

test("a unit hires: mistakes are told, answers checked, the matter is numbered and done, without a script", async () => {
  const page = await signIn("demo-hr", { javaScriptEnabled: false });
  await page.goto(`${site.url}/ask/registry.join`);
  await page.fill("[name=name]", "林新一");
  await page.click("text=核对填写内容");
  assert.match(await page.title(), /^错误：/);
  assert.equal(await page.inputValue("[name=name]"), "林新一");
  await page.fill("[name=id_number]", idNumber("99010019950615123"));
  for (const insurance of ["pension", "unemployment", "medical", "injury"]) await page.check(`[name=insurances][value=${insurance}]`);
  await page.fill("[name=wage]", "8000");
  await page.check("[name=form][value=contract]");
  await page.check("[name=reason][value=first]");
  await page.click("text=核对填写内容");
  assert.match(await page.title(), /尚未提交/);
  await page.click("text=返回修改");
  assert.equal(await page.isChecked("[name=insurances][value=injury]"), true);
  await page.click("text=核对填写内容");
  await page.click("text=确认提交");
  await page.waitForURL("**/matters/*");
  assert.match(await page.locator("main").innerText(), /已办结[\s\S]*990\*+/);
  await page.goto(`${site.url}/home`);
  await page.click("main >> text=参保人员名册");
  assert.match(await page.locator("main").innerText(), /林新一/);
  await page.context().close();
});

test("nobody sees a stranger's record, and nobody does a clerk's work without being one", async () => {
  const own = await signIn("demo-flexible");
  const mine = await own.getAttribute("main a[href*='/contributions']", "href");
  await own.context().close();
  const page = await signIn("demo-hr");
  assert.equal((await page.goto(site.url + mine)).status(), 403);
  assert.match(await page.locator("main").innerText(), /DSK-0129/);
  assert.equal((await page.goto(`${site.url}/desk`)).status(), 403);
  await page.context().close();
});

test("a person changes where they can be reached, and sees who looked at their data", async () => {
  const page = await signIn("demo-flexible");
  await page.goto(`${site.url}/ask/registry.contact`);
  await page.fill("[name=phone]", "13900001234");
  await page.click("text=核对填写内容");
  await page.click("text=确认提交");
  await page.waitForURL("**/matters/*");
  assert.match(await page.locator("main").innerText(), /已办结/);
  await page.goto(`${site.url}/home`);
  await page.click("main >> text=我的数据被谁看过");
  assert.equal(await page.locator("h1").textContent(), "我的数据被谁看过");
  await page.context().close();
});
