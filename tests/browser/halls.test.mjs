// The halls: people, units, communities and officers at work, signed in; every page they reach in the displays that differ most.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DISPLAYS, look } from "./display.mjs";
import { idNumber, signIn as enter, start } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site.stop());

const signIn = (card, options) => enter(site, card, options);

const LOOKED_AT = DISPLAYS.filter(({ name }) => ["light", "dark", "elder-phone", "narrow"].includes(name));
const ENOUGH = 18;

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
        waiting.push(...links.filter((link) => /^\/(home|people|units|payers|matters|ask|batches|desk|find|recompute)/.test(link) && !/\.(csv|pdf|json|xlsx)|\/templates\//.test(link)));
        for (const display of LOOKED_AT) wrong.push(...(await look(page, `${card}${kind.replaceAll("/", ".")}`, display)).map((line) => `${path} ${line}`));
      }
      await page.context().close();
      assert.equal(wrong.join("\n"), "");
    });
  }
});

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
